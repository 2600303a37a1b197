// Ask in GraphQL, from an example or one's own; what is edited stands in the address, and is run only when it is asked to be.

import { ask as send } from "../api.js";
import { at, template } from "../dom.js";
import { examples, showExamples } from "../examples.js";
import { told } from "../failure.js";
import { address } from "../route.js";
import { token } from "../session.js";

/** Characters an address may have, and how long typing has to pause before it is changed, in ms. */
const LONGEST = 30_000;
const PAUSE = 500;

export async function ask({ example, query, variables }, signal) {
  const found = await examples(signal);
  const chosen = found.find(({ name }) => name === example) ?? found[0];
  return { title: "Ask", content: [template("ask")], ready: () => begin(found, chosen, { query, variables }, signal) };
}

function begin(found, chosen, { query, variables }, signal) {
  showExamples(found, chosen?.name);
  at("query").value = query ?? chosen?.query ?? "";
  at("variables").value = variables ?? "";
  keepEdited(chosen, signal);
  if (chosen && !query) {
    at("told").textContent = chosen.role === "anonymous" || token() ? "Ready to run." : `This example needs a token of the role ${chosen.role}.`;
  }
  const run = runner(signal);
  at("form").addEventListener("submit", (event) => {
    event.preventDefault();
    run();
  });
  at("form").addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      if (!event.repeat) run();
    }
  });
}

/** Keep what is edited in the address; an example as it stands needs no more than its name. */
function keepEdited(chosen, signal) {
  let waiting;
  function keep() {
    clearTimeout(waiting);
    const example = chosen?.name;
    const query = at("query").value;
    const whole = address("ask", { example, query: query === chosen?.query ? "" : query, variables: at("variables").value });
    const fits = whole.length <= LONGEST;
    history.replaceState(null, "", fits ? whole : address("ask", { example }));
    at("kept").textContent = fits ? "" : "Too long to be kept in the address: it is lost when the page is loaded anew.";
  }
  at("form").addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(keep, PAUSE);
  });
  at("form").addEventListener("change", keep);
  at("form").addEventListener("submit", keep);
  signal.addEventListener("abort", () => clearTimeout(waiting));
}

function variables() {
  const text = at("variables").value.trim();
  if (!text) return {};
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Error(`The variables are not JSON: ${error.message}`);
  }
}

/** What runs the query that stands there. Only the newest run tells its answer, and none does once the view is left. */
function runner(signal) {
  let running = new AbortController();
  signal.addEventListener("abort", () => running.abort());
  return () => {
    running.abort();
    running = new AbortController();
    return run(running.signal);
  };
}

async function run(signal) {
  const [toldAt, errorsAt, resultAt] = ["told", "errors", "result"].map(at);
  const started = performance.now();
  function show(sentence, errors, data) {
    errorsAt.hidden = errors.length === 0;
    errorsAt.replaceChildren(...errors.map(told));
    resultAt.hidden = data === undefined;
    resultAt.textContent = data === undefined ? "" : JSON.stringify(data, null, 2);
    toldAt.textContent = sentence;
  }
  toldAt.textContent = "Asking …";
  try {
    const { status, bytes, body } = await send(at("query").value, variables(), { signal });
    if (signal.aborted) return;
    const took = Math.round(performance.now() - started);
    show(`${body.errors ? "Answered with errors" : "Answered"} in ${took} ms, ${bytes} bytes, status ${status}.`, body.errors ?? [], body.data);
  } catch (error) {
    if (signal.aborted) return;
    show("There was no answer.", error.errors ?? [{ message: error.message, extensions: { code: "NOT_ASKED" } }], undefined);
  }
}
