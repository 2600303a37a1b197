// Ask in GraphQL, from an example or one's own.

import { ask as send } from "../api.js";
import { at, template } from "../dom.js";
import { examples, showExamples } from "../examples.js";
import { told } from "../failure.js";
import { token } from "../session.js";

export async function ask({ example }, signal) {
  const found = await examples(signal);
  const chosen = found.find(({ name }) => name === example) ?? found[0];
  return { title: "Ask", content: [template("ask")], ready: () => begin(found, chosen) };
}

function begin(found, chosen) {
  showExamples(found, chosen?.name);
  if (chosen) {
    at("query").value = chosen.query;
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
