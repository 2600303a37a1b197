// What the server says of itself, put where the page has room for it.

import { at } from "./dom.js";

export async function showState(signal) {
  const state = await (await fetch("/readyz", { signal })).json();
  at("state").textContent = state.status === "ready" ? "Ready" : `Not ready. ${state.reason ?? ""}`;
  at("state").className = state.status === "ready" ? "ready" : "bad";
  at("facts").hidden = !state.store;
  at("store").textContent = { sqlite: "SQLite (embedded)", neo4j: "Neo4j" }[state.store] ?? state.store;
  at("model").textContent = state.model;
  at("data-seq").textContent = state.dataSeq;
}
