// The page: shows the view that stands in the address, and what surrounds all views.

import { at, element } from "./dom.js";
import { failure } from "./failure.js";
import { filled, go, here } from "./route.js";
import * as session from "./session.js";
import { watchSession } from "./signing.js";
import { ask } from "./views/ask.js";
import { home } from "./views/home.js";
import { list } from "./views/list.js";
import { node } from "./views/node.js";
import { path } from "./views/path.js";
import { relation } from "./views/relation.js";
import { search } from "./views/search.js";

const VIEWS = new Map(Object.entries({ "": home, ask, list, node, path, relation, search }));

/** A view returns its title and content; `nothing` says that there is none at an address. */
const nothing = async () => ({ title: "Nothing here", content: [element("h1", { tabindex: "-1" }, "Nothing here")] });

let going = new AbortController();

async function show({ moved }) {
  going.abort();
  going = new AbortController();
  const { signal } = going;
  const { view, parameters } = here();
  at("main").setAttribute("aria-busy", "true");
  at("loading").textContent = "Loading …";
  const drawn = await draw(VIEWS.get(view) ?? nothing, parameters, signal);
  if (signal.aborted) return;
  at("main").replaceChildren(...drawn.content.flat().filter(Boolean));
  at("main").removeAttribute("aria-busy");
  at("loading").textContent = "";
  document.title = drawn.title === "U4SSC Graph" ? drawn.title : `${drawn.title} · U4SSC Graph`;
  if (view === "search") at("search-text").value = parameters.text ?? "";
  if (moved) arrive();
  drawn.ready?.();
}

async function draw(view, parameters, signal) {
  try {
    return await view(parameters, signal);
  } catch (error) {
    if (!error.errors && !signal.aborted) console.error(error);
    return { title: "Failed", content: [element("h1", { tabindex: "-1" }, "This could not be read"), failure(error)] };
  }
}

/** Begin a view where its heading is, for eyes and for screen readers. */
function arrive() {
  window.scrollTo(0, 0);
  at("main").querySelector("h1")?.focus({ preventScroll: true });
}

at("skip").addEventListener("click", () => at("main").focus());
at("search").addEventListener("submit", (event) => {
  event.preventDefault();
  go("search", filled(event.currentTarget));
});
window.addEventListener("hashchange", () => show({ moved: true }));
session.onChange(() => show({ moved: false }));
watchSession();
show({ moved: false });
