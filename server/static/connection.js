// One list of the API, at the root or of a node: its columns, how it is filtered and ordered, and its pages.

import { read } from "./api.js";
import { columns } from "./columns.js";
import { labelProperty, labelSelection, properties, singles, typeOf } from "./model.js";

const PAGE_INFO = "pageInfo { hasNextPage hasPreviousPage startCursor endCursor }";
const WHOLE_PAGE = 500;
const DECLARED = "$first: Int, $after: String, $last: Int, $before: String";
const PASSED = "first: $first, after: $after, last: $last, before: $before";

/** What the API says of the list that a field leads to. */
export async function connectionOf(field) {
  const edge = await typeOf((await typeOf(field.type)).fields.get("edges").type);
  const node = await typeOf(edge.fields.get("node").type);
  const [order, where] = await Promise.all(["orderBy", "where"].map((name) => typeOf(field.args.get(name).type)));
  const ends = { edge, node, related: await singles(node), nested: order.inputs.has("edge") && order.inputs.has("node") };
  const found = { field, ...ends, label: labelProperty(node), orders: await sides(order, ends.nested), wheres: await sides(where, ends.nested) };
  const words = found.wheres.node.inputs.has("search") && ((search) => (ends.nested ? { node: { search } } : { search }));
  return { ...found, words, columns: await columns(found) };
}

/** The inputs of both ends of a list; a root list has none for edges. */
async function sides(input, nested) {
  if (!nested) return { node: input };
  return { node: await typeOf(input.inputs.get("node").type), edge: await typeOf(input.inputs.get("edge").type) };
}

/** Where a list stands in a query: at the root, or below a node whose kind is known. */
export const atRoot = { declared: "", around: (list) => list, variables: {}, found: (data) => data };
export const below = (kind, id) => ({
  declared: "$id: ID!, ",
  around: (list) => `node(id: $id) { ... on ${kind.name} { ${labelSelection(kind)} ${list} } }`,
  variables: { id },
  found: (data) => data.node,
});

/** The query that reads one page. */
function queryOf({ field, node, edge, related }, place, counted) {
  const inputs = `$where: ${field.args.get("where").type}, $orderBy: [${field.args.get("orderBy").type}!]`;
  const ends = related.map(({ field: one, of }) => `${one.name} { ${labelSelection(of)} }`).join(" ");
  const ofNode = `node { ${labelSelection(node)} ${properties(node).map((p) => p.name).join(" ")} ${ends} }`;
  const ofEdge = [...properties(edge).map((p) => p.name), edge.fields.has("id") ? "id" : ""].join(" ");
  const list = `${field.name}(${PASSED}, where: $where, orderBy: $orderBy) { ${counted ? "totalCount" : ""} ${PAGE_INFO} edges { ${ofEdge} ${ofNode} } }`;
  return `query Page(${place.declared}${DECLARED}, ${inputs}) { ${place.around(list)} }`;
}

/** One page: its edges, and what surrounds them; null where there is nothing to see. */
export async function page(connection, place, asked, signal, counted = true) {
  const data = await read(queryOf(connection, place, counted), { ...place.variables, ...asked }, signal);
  const found = place.found(data);
  return found && { ...found[connection.field.name], owner: found };
}

/** All pages from the first to the last, as lists of edges. */
export async function* pages(connection, place, { where, orderBy }, signal) {
  for (let info = {}; info.hasNextPage !== false;) {
    const found = await page(connection, place, { where, orderBy, first: WHOLE_PAGE, after: info.endCursor }, signal, false);
    yield found.edges;
    info = found.pageInfo;
  }
}

/** The filter for a text: in one column as it is written, else by words, else in any column that holds texts. */
export function filterOf({ columns, words }, text, name) {
  if (!text) return undefined;
  const tested = columns.filter((column) => column.filter && (!name || column.key === name));
  if (words && !name) return words(text);
  return tested.length ? { or: tested.map((column) => column.filter(text)) } : undefined;
}

/** The order by one column. */
export const orderOf = (connection, key, direction) => {
  const order = connection.columns.find((column) => column.key === key)?.order;
  return order && [order(direction)];
};
