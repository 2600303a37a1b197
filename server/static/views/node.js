// One node: what is known of it, and what it is related to.

import { read } from "../api.js";
import { element } from "../dom.js";
import { labelOf, labelSelection, listOf, properties, singles, typeOf } from "../model.js";
import { address } from "../route.js";
import { legend } from "../table.js";
import { mark, nodeLink, shown, title, unitOf, words } from "../values.js";

const AROUND = `query Around($id: ID!) {
  neighbourhood(id: $id) { node { __typename } relations { field direction kind toOne count description } }
}`;

/** The type of a node, null where there is none to see. */
export async function kindOf(id, signal) {
  const { node } = await read("query Kind($id: ID!) { node(id: $id) { __typename } }", { id: id ?? "" }, signal);
  return node && typeOf(node.__typename);
}

/** What stands where there is nothing to see. */
export const hidden = () => ({
  title: "Nothing to see",
  content: [
    element("h1", { tabindex: "-1" }, "Nothing to see"),
    element("p", {}, "There is no such thing, or you may not see it. If you should, sign in with a token that may."),
  ],
});

export async function node({ id }, signal) {
  const { neighbourhood } = await read(AROUND, { id: id ?? "" }, signal);
  if (!neighbourhood?.node) return hidden();
  const kind = await typeOf(neighbourhood.node.__typename);
  const ends = await singles(kind);
  const selected = [...properties(kind).map(({ name }) => name), ...ends.map(({ field, of }) => `${field.name} { ${labelSelection(of)} }`)];
  const { node: found } = await read(`query Node($id: ID!) { node(id: $id) { id ... on ${kind.name} { ${selected.join(" ")} } } }`, { id }, signal);
  return found ? { title: labelOf(found), content: await content(kind, ends, found, neighbourhood.relations) } : hidden();
}

async function content(kind, ends, found, relations) {
  const list = await listOf(kind.name);
  const many = relations.filter(({ toOne }) => !toOne);
  return [
    element("p", { class: "trail" }, list ? element("a", { href: address("list", { of: list }) }, title(list)) : words(kind.name)),
    element("h1", { tabindex: "-1" }, labelOf(found), found.synthetic && [" ", mark()]),
    element("p", { class: "lead" }, kind.description),
    many.length > 0 && pathLinks(found),
    element("div", { class: "columns" },
      element("section", { "aria-labelledby": "known" }, element("h2", { id: "known" }, "What is known"), await known(kind, ends, found)),
      many.length > 0 && element("section", { "aria-labelledby": "related" }, element("h2", { id: "related" }, "Relations"), related(found, many))),
  ];
}

const pathLinks = ({ id }) => element("p", { class: "actions" },
  element("a", { href: address("path", { from: id }) }, "Path from here"), " ", element("a", { href: address("path", { to: id }) }, "Path to here"));

async function known(kind, ends, found) {
  const one = ends.map(({ field }) => ({ ...field, shown: nodeLink(found[field.name]) }));
  const own = properties(kind).map(async (field) => ({ ...field, shown: shown(found[field.name], await meaning(field, found[field.name])) }));
  const fields = [...one, ...await Promise.all(own)];
  return [
    element("dl", { class: "known" }, fields.map((field) => element("div", { "data-property": field.name },
      element("dt", { title: field.description + (field.unit ? ` Unit: ${field.unit}.` : "") }, title(field.name)),
      element("dd", {}, field.shown, unitOf(field) && found[field.name] !== null && element("span", { class: "hint" }, ` ${field.unit}`))))),
    legend(fields.map((field) => ({ ...field, title: title(field.name) }))),
  ];
}

/** What a member of a closed list means. */
async function meaning({ kind, list, type }, value) {
  if (kind !== "ENUM" || list || value === null) return undefined;
  return (await typeOf(type)).values.find(({ name }) => name === value)?.description;
}

/** Relations with their counts; those that lead nowhere are only named. */
function related({ id }, relations) {
  const none = relations.filter(({ count }) => count === 0).map(({ field }) => words(field));
  return [
    element("ul", { class: "relations" }, relations.filter(({ count }) => count > 0).map(({ field, kind, count, description }) => element("li", {},
      element("a", { href: address("relation", { id, field }), title: description }, title(field)),
      element("span", { class: "hint" }, ` ${words(kind)}`),
      element("span", { class: "number", "data-relation": field }, count.toLocaleString("en-GB"))))),
    none.length > 0 && element("p", { class: "hint" }, `None of: ${none.join(", ")}.`),
  ];
}
