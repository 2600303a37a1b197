// The start: the server's state, what is stored, and examples.

import { askAll } from "../api.js";
import { at, element, template } from "../dom.js";
import { examples, showExamples } from "../examples.js";
import { failure } from "../failure.js";
import { filteredBy, lists } from "../model.js";
import { address } from "../route.js";
import { token } from "../session.js";
import { showState } from "../state.js";
import { mark, title } from "../values.js";

const SYNTHETIC = "where: { synthetic: { eq: true } }";

export const home = async (_, signal) => ({ title: "U4SSC Graph", content: [template("home")], ready: () => begin(signal) });

function begin(signal) {
  at("reader").textContent = token() ? "As you see it with your token." : "As anybody sees it: what is published. Sign in to see what your role sees.";
  const unless = (part) => (error) => { if (!signal.aborted) part(error); };
  showState(signal).catch(unless(() => {
    at("state").textContent = "The server does not answer.";
    at("state").className = "bad";
  }));
  showCounts(signal).catch(unless((error) => at("counts").replaceChildren(failure(error))));
  examples(signal).then(showExamples).catch(unless(() => { at("no-examples").hidden = false; }));
}

/** Counts of all lists, and how many of what they hold is synthetic, some lists at a time. */
async function showCounts(signal) {
  const found = [...(await lists()).values()];
  const [all, synthetic] = await Promise.all([counts(found, "", signal), counts(await filteredBy("synthetic"), SYNTHETIC, signal)]);
  const there = found.filter(({ name }) => all.data[name]?.totalCount > 0);
  at("counts").replaceChildren(...there.map(({ name, description }) => element("div", {},
    element("dt", {}, element("a", { href: address("list", { of: name }), title: description }, title(name))),
    element("dd", {}, element("span", { "data-count": name }, all.data[name].totalCount.toLocaleString("en-GB")), part(synthetic.data[name], all.data[name])))));
  const none = found.filter(({ name }) => all.data[name]?.totalCount === 0).map(({ name }) => title(name).toLowerCase());
  at("empty").textContent = none.length ? `Nothing to see of: ${none.join(", ")}.` : "";
  if (all.errors.length) at("counts").append(failure({ errors: all.errors }));
}

const part = (synthetic, all) => synthetic?.totalCount > 0 && element("span", { class: "hint" },
  " ", mark(), synthetic.totalCount < all.totalCount ? ` ${synthetic.totalCount.toLocaleString("en-GB")} of them` : " all");

const counts = (found, where, signal) => askAll(found.map(({ name }) => `${name}(first: 1 ${where}) { totalCount }`), "", {}, signal);
