// Finds nodes by words, and reads what nodes of any kind are called.

import { read } from "./api.js";
import { labelNulls, labelOf, labelSelection, typeOf } from "./model.js";

const MOST = 100;

/** The kinds that can be searched, each with its description. */
export async function searchable() {
  const { args } = (await typeOf("Query")).fields.get("search");
  return (await typeOf(args.get("kinds").type)).values;
}

/** The nodes that words find, in one kind or in all, best first; and whether there may be better ones or more. */
export async function find(text, kind, signal) {
  const names = await searchable();
  const kinds = names.some(({ name }) => name === kind) ? `, kinds: [${kind}]` : "";
  const query = `query Search($text: String!) {
    search(text: $text, first: ${MOST}${kinds}) { nodes { score node { __typename id } } truncated }
  }`;
  const { search } = await read(query, { text }, signal);
  const hits = search.nodes.filter(({ node }) => node);
  const found = await called(hits.map(({ node }) => node), signal);
  const nodes = hits.map(({ score, node: { id } }) => found.has(id) && { ...found.get(id), score }).filter(Boolean);
  return { nodes, truncated: search.truncated };
}

/** What nodes are called, by their IDs. */
export async function called(nodes, signal) {
  const types = await Promise.all([...new Set(nodes.map((node) => node.__typename))].map(typeOf));
  const alike = [...Map.groupBy(types, labelNulls).values()];
  const answers = await Promise.all(alike.map((some) => {
    const names = some.map(({ name }) => name);
    return named(some, [...new Set(nodes.filter((node) => names.includes(node.__typename)).map(({ id }) => id))], signal);
  }));
  return new Map(answers.flat().filter(Boolean).map((node) => [node.id, node]));
}

async function named(types, ids, signal) {
  const fragments = types.map((type) => `... on ${type.name} { ${labelSelection(type)} }`).join(" ");
  return (await read(`query Called($ids: [ID!]!) { nodes(ids: $ids) { ${fragments} } }`, { ids }, signal)).nodes;
}

/** Found nodes as rows of a table. */
export const COLUMNS = [
  ["kind", (node) => node.__typename], ["code", (node) => node.code], ["name", labelOf], ["synthetic", (node) => node.synthetic], ["score", (node) => node.score], ["id", (node) => node.id],
].map(([key, value]) => ({ key, value }));
