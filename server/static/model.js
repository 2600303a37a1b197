// What kinds, properties and relations there are: asked of the API's own introspection, once each.

import { read } from "./api.js";

const TYPE = `
  query Type($name: String!) {
    __type(name: $name) {
      name description
      fields { name description args { name type { ...Of inputFields { name } } } type { ...Of } }
      inputFields { name description type { ...Of } }
      enumValues { name description }
    }
  }
  fragment Of on __Type { kind name ofType { kind name ofType { kind name ofType { kind name } } } }
`;
const ANYONE = ""; // introspection is open, and does not end with a token
const known = new Map();

/** A type by its name, its fields and inputs by theirs; null where there is none. */
export function typeOf(name) {
  if (!known.has(name)) known.set(name, load(name).catch((error) => { known.delete(name); throw error; }));
  return known.get(name);
}

async function load(name) {
  const { __type: type } = await read(TYPE, { name }, undefined, ANYONE);
  if (!type) return null;
  const fields = (type.fields ?? []).map((field) => [field.name, { ...described(field), args: named(field.args) }]);
  return { name, description: type.description, values: type.enumValues, fields: new Map(fields), inputs: named(type.inputFields ?? []) };
}

const named = (inputs) => new Map(inputs.map((input) => [input.name, described(input)]));

/** A field with the unit its description ends with, the type within lists and non-nulls, and the keys of that, if it is an input. */
function described({ name, description, type }) {
  const [, text, unit] = /^(.*?)(?: Unit: (.*)\.)?$/s.exec(description ?? "");
  const keys = (type.inputFields ?? []).map((input) => input.name);
  return { name, description: text, unit, keys, ...unwrapped(type) };
}

function unwrapped(type) {
  const inner = type.ofType ? unwrapped(type.ofType) : { type: type.name, kind: type.kind, list: false };
  return { ...inner, list: inner.list || type.kind === "LIST", required: type.kind === "NON_NULL" };
}

/** The fields of the query type that are lists to page through, by name. */
export async function lists() {
  const { fields } = await typeOf("Query");
  return new Map([...fields].filter(([, field]) => isList(field)));
}

/** Those of the lists that can be filtered by a key. */
export const filteredBy = async (key) => [...(await lists()).values()].filter((list) => list.args.get("where").keys.includes(key));

/** Whether a field is a list that can be paged, filtered and ordered. */
export const isList = (field) => ["first", "after", "last", "before", "where", "orderBy"].every((name) => field.args.has(name));

/** The name of the list of all things of a kind, where there is one. */
export async function listOf(kind) {
  return [...await lists()].find(([, field]) => field.type === `${kind}Connection`)?.[0];
}

/** The properties of a type. */
export const properties = (type) => [...type.fields.values()].filter((field) => isLeaf(field) && !field.args.size && field.name !== "id" && field.name !== "cursor");

const isLeaf = ({ kind }) => kind === "SCALAR" || kind === "ENUM";

/** The fields of a type that lead to at most one node, each with the type there. */
export async function singles(type) {
  const fields = [...type.fields.values()].filter((field) => field.kind === "OBJECT" && !field.list && !field.args.size);
  const found = await Promise.all(fields.map(async (field) => ({ field, of: await typeOf(field.type) })));
  return found.filter(({ field, of }) => of.fields.has("id"));
}

const LABELS = ["name", "title", "code", "key"];

/** The property a thing of a type is called by. */
export const labelProperty = (type) => LABELS.find((name) => type.fields.has(name));

const labels = (type) => [...LABELS, "synthetic"].filter((name) => type.fields.has(name));

/** What to select of a node to show it as a link. */
export const labelSelection = (type) => ["__typename", "id", ...labels(type)].join(" ");

/** Which parts of that may be null: types that differ in it cannot be selected beside each other. */
export const labelNulls = (type) => labels(type).filter((name) => !type.fields.get(name).required).join(" ");

/** What a node is called. */
export const labelOf = (node) => node.name ?? node.title ?? node.code ?? node.key ?? node.id;
