"use strict";

const COUNTED = [
  ["Cities", "cities"], ["Countries", "countries"], ["Regions", "regions"],
  ["KPIs", "kpis"], ["Goals", "goals"], ["Target sets", "targetSets"],
];

const at = (id) => document.getElementById(id);

function element(name, text, attributes = {}) {
  const made = document.createElement(name);
  made.textContent = text;
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
}

async function graphql(query, variables, token) {
  const headers = { "content-type": "application/json", accept: "application/graphql-response+json, application/json;q=0.9" };
  if (token) headers.authorization = `Bearer ${token}`;
  const response = await fetch("/graphql", { method: "POST", headers, body: JSON.stringify({ query, variables }) });
  const text = await response.text();
  return { status: response.status, bytes: new Blob([text]).size, body: JSON.parse(text) };
}

async function showState() {
  const response = await fetch("/readyz");
  const state = await response.json();
  at("state").textContent = state.status === "ready" ? "Ready" : `Not ready. ${state.reason ?? ""}`;
  at("state").className = state.status === "ready" ? "ready" : "bad";
  at("facts").hidden = !state.store;
  at("store").textContent = { sqlite: "SQLite (embedded)", neo4j: "Neo4j" }[state.store] ?? state.store;
  at("model").textContent = state.model;
  at("data-seq").textContent = state.dataSeq;
}

async function showCounts() {
  const query = `query Counts { ${COUNTED.map(([, field]) => `${field}(first: 1) { totalCount }`).join(" ")} }`;
  const { body } = await graphql(query, {});
  at("counts").replaceChildren(...COUNTED.filter(([, field]) => body.data?.[field]).map(([title, field]) => {
    const pair = document.createElement("div");
    pair.append(element("dt", title), element("dd", body.data[field].totalCount.toLocaleString("en-GB"), { "data-count": field }));
    return pair;
  }));
  if (!body.data) throw new Error(body.errors?.[0]?.message ?? "The counts could not be read.");
}

function pick(example, button) {
  for (const other of at("examples").querySelectorAll("button")) other.setAttribute("aria-pressed", String(other === button));
  at("query").value = example.query;
  at("variables").value = "";
  at("told").textContent = example.role === "anonymous" ? "Ready to run." : `This example needs a token of the role ${example.role}.`;
}

async function showExamples() {
  const examples = await (await fetch("/examples")).json();
  at("no-examples").hidden = examples.length > 0;
  at("examples").replaceChildren(...examples.map((example) => {
    const item = document.createElement("li");
    const button = element("button", example.title, { type: "button", "aria-pressed": "false" });
    button.addEventListener("click", () => pick(example, button));
    item.append(button);
    return item;
  }));
  if (examples.length && !at("query").value) at("examples").querySelector("button").click();
}

function placed(error) {
  const where = [];
  if (error.locations?.length) where.push(`line ${error.locations[0].line}, column ${error.locations[0].column}`);
  if (error.path?.length) where.push(`at ${error.path.join(".")}`);
  if (error.extensions?.requestId) where.push(`request ${error.extensions.requestId}`);
  return where.length ? ` (${where.join(", ")})` : "";
}

function showErrors(errors) {
  at("errors").hidden = errors.length === 0;
  at("errors").replaceChildren(...errors.map((error) => {
    const item = document.createElement("li");
    item.append(element("code", error.extensions?.code ?? "ERROR"), ` ${error.message}${placed(error)}`);
    return item;
  }));
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
    const { status, bytes, body } = await graphql(at("query").value, variables(), at("token").value.trim());
    showErrors(body.errors ?? []);
    showResult(body.data === undefined ? undefined : body.data);
    const took = Math.round(performance.now() - started);
    at("told").textContent = `${body.errors ? "Answered with errors" : "Answered"} in ${took} ms, ${bytes} bytes, status ${status}.`;
  } catch (error) {
    showErrors([{ message: error.message, extensions: { code: "NOT_ASKED" } }]);
    showResult(undefined);
    at("told").textContent = "There was no answer.";
  } finally {
    at("run").disabled = false;
  }
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

showState().catch(() => {
  at("state").textContent = "The server does not answer.";
  at("state").className = "bad";
});
showCounts().catch((error) => at("counts").replaceChildren(element("dd", error.message)));
showExamples().catch(() => { at("no-examples").hidden = false; });
