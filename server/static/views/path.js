// How two nodes hang together.

import { read } from "../api.js";
import { choice, element, labelled } from "../dom.js";
import { called, find } from "../finding.js";
import { labelOf, typeOf } from "../model.js";
import { address, filled, go } from "../route.js";
import { saving } from "../saving.js";
import { mark, nodeLink, title, words } from "../values.js";
import { hidden } from "./node.js";

const HOPS = ["1", "2", "3", "4", "5", "6", "7", "8"];
const PATHS = `query Paths($from: ID!, $to: ID!, $maxHops: Int!) {
  nodes(ids: [$from, $to]) { __typename id }
  paths(from: $from, to: $to, maxHops: $maxHops, first: 10) {
    nodes { length nodes { __typename id } steps { field relation direction alternatives edge { id } } }
    truncated reasons
    skipped { node { __typename id } field count }
  }
}`;
const COLUMNS = ["path", "step", "fromKind", "from", "fromName", "relation", "field", "direction", "toKind", "to", "toName", "synthetic"].map((key) => ({ key, value: (row) => row[key] }));

export async function path(parameters, signal) {
  const { from, to } = parameters;
  const content = from && to ? await between(parameters, signal) : await choose(parameters, signal);
  return content ? { title: "Path", content: [element("h1", { tabindex: "-1" }, "Path"), ...content] } : hidden();
}

/** One end after the other is chosen from what a search finds. */
async function choose(parameters, signal) {
  const missing = parameters.from ? "to" : "from";
  const other = parameters.from ?? parameters.to;
  const { nodes: [end] } = other ? await read("query End($ids: [ID!]!) { nodes(ids: $ids) { __typename id } }", { ids: [other] }, signal) : { nodes: [null] };
  if (other && !end) return null;
  const named = await called(end ? [end] : [], signal);
  const { nodes: hits } = parameters.text ? await find(parameters.text, "", signal) : { nodes: [] };
  const link = (hit) => element("a", { href: address("path", { ...parameters, text: "", [missing]: hit.id }) }, labelOf(hit));
  return [
    element("p", { class: "lead" }, end ? [parameters.from ? "From " : "To ", nodeLink(named.get(end.id)), "."] : "How two things hang together: choose one, then the other."),
    search(parameters, missing),
    parameters.text && element("p", { class: "count", role: "status" }, hits.length ? "Choose one:" : "Nothing was found."),
    element("ul", { class: "hits" }, hits.map((hit) => element("li", {},
      link(hit), hit.synthetic && [" ", mark()], element("span", { class: "hint" }, ` ${words(hit.__typename)} ${hit.code ?? ""}`)))),
  ];
}

function search(parameters, missing) {
  const submit = (event) => {
    event.preventDefault();
    go("path", { ...parameters, ...filled(event.currentTarget) });
  };
  return element("form", { class: "row", submit, "aria-label": "Choose an end" },
    labelled(missing === "from" ? "Where it begins" : "Where it ends",
      element("input", { id: "text", name: "text", type: "search", required: true, maxlength: "200", value: parameters.text ?? "" })),
    element("button", {}, "Find"));
}

async function between({ from, to, hops = "4" }, signal) {
  const { nodes: ends, paths } = await read(PATHS, { from, to, maxHops: Number(hops) }, signal);
  if (!paths || ends.includes(null)) return null;
  const all = [...ends, ...paths.nodes.flatMap(({ nodes }) => nodes), ...paths.skipped.map(({ node }) => node)];
  const named = await called(all, signal);
  const rows = () => [paths.nodes.flatMap((one, i) => one.steps.map((step, j) => row(one, i, step, j, named)))];
  return [
    element("p", { class: "lead" }, "From ", nodeLink(named.get(from)), " to ", nodeLink(named.get(to)), ". ",
      element("a", { href: address("path", { from: to, to: from, hops }) }, "The other way"), " ",
      element("a", { href: address("path", { from }) }, "Another end")),
    steps({ from, to, hops }),
    element("p", { class: "count", role: "status" }, counted(paths, hops), " ", paths.nodes.length > 0 && saving("paths", COLUMNS, rows, paths.nodes.reduce((sum, { length }) => sum + length, 0))),
    truncation(paths, named, await reasons()),
    element("ol", { class: "paths" }, paths.nodes.map((one) => element("li", {}, chain(one, named)))),
  ];
}

const counted = ({ nodes }, hops) => (nodes.length ? `${nodes.length} found, the shortest first.` : `None of at most ${hops} steps was found.`);

function row({ nodes }, i, { relation, field, direction }, j, named) {
  const [tail, head] = [named.get(nodes[j].id), named.get(nodes[j + 1].id)];
  return {
    path: i + 1, step: j + 1, relation, field, direction, synthetic: Boolean(tail.synthetic || head.synthetic),
    fromKind: tail.__typename, from: tail.code, fromName: labelOf(tail), toKind: head.__typename, to: head.code, toName: labelOf(head),
  };
}

function steps({ from, to, hops }) {
  const change = (event) => go("path", { from, to, hops: event.target.value });
  const field = choice("hops", HOPS.map((most) => [most, most]), hops);
  field.addEventListener("change", change);
  return element("div", { class: "row" }, labelled("At most so many steps", field));
}

/** Why there may be other paths, in the words of the API. */
async function reasons() {
  const field = (await typeOf("Paths")).fields.get("reasons");
  return new Map((await typeOf(field.type)).values.map(({ name, description }) => [name, description]));
}

function truncation({ truncated, reasons: given, skipped }, named, said) {
  if (!truncated) return null;
  return element("div", { class: "note", role: "note" },
    element("p", {}, element("strong", {}, "There may be other paths. "), given.map((name) => said.get(name) ?? name).join(" ")),
    skipped.length > 0 && element("p", {}, "Too many edges to follow: ", skipped.map(({ node, field, count }, i) =>
      [i > 0 && ", ", nodeLink(named.get(node.id)), ` (${words(field)}, ${count.toLocaleString("en-GB")})`]), "."));
}

/** A path as its nodes, with the relation between each and the next. */
function chain({ nodes, steps: taken }, named) {
  return nodes.map(({ id, __typename: kind }, i) => [
    i > 0 && step(taken[i - 1]),
    element("span", { class: "stop" }, element("span", { class: "hint" }, `${title(kind)} `), nodeLink(named.get(id))),
  ]);
}

function step({ field, relation, direction, alternatives, edge }) {
  const text = `${words(field)}${alternatives ? ` (and ${alternatives} more)` : ""}`;
  const about = `${relation}, followed ${direction.toLowerCase()}`;
  return element("span", { class: "step", title: about }, " — ", edge ? element("a", { href: address("node", { id: edge.id }) }, text) : text, " → ");
}
