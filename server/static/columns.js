// The columns of a list: properties of its edges and nodes, and what its nodes lead to one of.

import { element } from "./dom.js";
import { labelOf, labelProperty, properties, typeOf } from "./model.js";
import { address } from "./route.js";
import { nodeLink, shown, words, written } from "./values.js";

const LONG = 40;

/** All columns: what the node is called, then its edge, then what else is known of the node. */
export async function columns({ edge, node, related, label, nested, orders, wheres }) {
  const side = (name) => (part) => (nested ? { [name]: part } : part);
  const ofNode = await Promise.all(properties(node).map((field) => property(field, {
    key: nested ? `${node.name}.${field.name}` : field.name, value: (row) => row.node[field.name],
    side: side("node"), order: orders.node, where: wheres.node,
  })));
  const ofEdge = await Promise.all(properties(edge).map((field) => property(field, {
    key: field.name, value: (row) => row[field.name], side: side("edge"), order: orders.edge, where: wheres.edge,
  })));
  const opened = ofNode.find((column) => column.field.name === label);
  opened.cell = (row) => nodeLink(row.node);
  opened.opens = true;
  const ends = await Promise.all(related.map((one) => single(one, side("node"), orders.node, nested && node.name)));
  return [opened, ...ofEdge, ...(edge.fields.has("id") ? [opener(edge)] : []), ...ends, ...ofNode.filter((column) => column !== opened)];
}

async function property(field, { key, value, side, order, where }) {
  const tested = where?.inputs.get(field.name);
  const text = tested && (await typeOf(tested.type))?.inputs.has("contains");
  return {
    key, field, value, title: words(field.name), unit: field.unit, description: field.description,
    cell: (row) => shown(value(row)),
    order: order?.inputs.get(field.name)?.type === "Sort" && ((direction) => side({ [field.name]: direction })),
    filter: text && ((contains) => side({ [field.name]: { contains } })),
  };
}

/** A column that leads to at most one node, ordered by what that is called. */
async function single({ field, of }, side, order, prefix) {
  const label = labelProperty(of);
  const input = order.inputs.get(field.name);
  const below = input && (await typeOf(input.type));
  const sorted = below?.inputs.get(label)?.type === "Sort";
  const key = prefix ? `${prefix}.${field.name}` : field.name;
  const also = of.fields.has("synthetic") && { key: `${key}.synthetic`, value: (row) => row.node[field.name]?.synthetic ?? null };
  return {
    key, field, also, title: words(field.name), description: field.description,
    value: (row) => row.node[field.name]?.code ?? null,
    text: (row) => row.node[field.name] && labelOf(row.node[field.name]),
    cell: (row) => nodeLink(row.node[field.name]),
    order: sorted && ((direction) => side({ [field.name]: { [label]: direction } })),
  };
}

/** A column that opens an edge which is itself a node. */
const opener = (edge) => ({
  key: "id", field: edge.fields.get("id"), title: "evidence", description: edge.fields.get("id").description,
  value: (row) => row.id,
  text: () => "open",
  cell: (row) => element("a", { href: address("node", { id: row.id }) }, "open"),
});

/** The columns worth showing for some rows: those in which something short is known, and those that are named. */
export function telling(columns, rows, named) {
  const texts = (column) => rows.map((row) => (column.text ?? ((one) => written(column.value(one))))(row)).filter((text) => text !== null && text !== undefined);
  const tells = (column) => texts(column).length > 0 && (column.text || texts(column).every((text) => text.length <= LONG));
  return columns.filter((column) => column.opens || named.includes(column.key) || (tells(column) && column.field.name !== "key"));
}

/** The columns of a file: those, and whether what they lead to is synthetic. */
export const saved = (columns) => columns.flatMap((column) => (column.also ? [column, column.also] : [column]));
