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
  at("form").addEventListener("submit", (event) => {
    event.preventDefault();
    run();
  });
  at("form").addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      if (!at("run").disabled) run();
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

function showErrors(errors) {
  at("errors").hidden = errors.length === 0;
  at("errors").replaceChildren(...errors.map(told));
}

function showResult(body) {
  at("result").hidden = body === undefined;
  at("result").textContent = body === undefined ? "" : JSON.stringify(body, null, 2);
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

async function run() {
  const started = performance.now();
  at("run").disabled = true;
  at("told").textContent = "Asking …";
  try {
    const { status, bytes, body } = await send(at("query").value, variables());
    const took = Math.round(performance.now() - started);
    showErrors(body.errors ?? []);
    showResult(body.data);
    at("told").textContent = `${body.errors ? "Answered with errors" : "Answered"} in ${took} ms, ${bytes} bytes, status ${status}.`;
  } catch (error) {
    showErrors(error.errors ?? [{ message: error.message, extensions: { code: "NOT_ASKED" } }]);
    showResult(undefined);
    at("told").textContent = "There was no answer.";
  } finally {
    at("run").disabled = false;
  }
}
