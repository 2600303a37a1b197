// Shows values: what is unknown says so, what is synthetic is marked, what is a node can be opened.

import { element } from "./dom.js";
import { labelOf } from "./model.js";
import { address } from "./route.js";

const GROUPED_FROM = 10_000;

/** A name of the API as words: `twinnedWith` becomes `twinned with`. */
export const words = (name) => name.replace(/([a-z0-9])([A-Z])/g, (_, before, after) => `${before} ${after.toLowerCase()}`).replaceAll("_", " ");

/** The same with a capital, for titles. */
export const title = (name) => { const said = words(name); return said[0].toUpperCase() + said.slice(1); };

/** A number as people read it: years and other small ones as they are. */
export const number = (value) => (Math.abs(value) < GROUPED_FROM ? String(value) : value.toLocaleString("en-GB", { maximumFractionDigits: 12 }));

/** A value as text; null where it is unknown. */
export function written(value) {
  if (value === null || value === undefined) return null;
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (typeof value === "number") return number(value);
  return Array.isArray(value) ? value.map(written).join(", ") || "none" : String(value);
}

/** The unit of a field, unless its name says it already. */
export const unitOf = ({ name, field, unit }) => (unit && !(field ?? { name }).name.toLowerCase().endsWith(unit.toLowerCase()) ? unit : "");

/** A value on the page; a member of a closed list says what it means. */
export function shown(value, meaning) {
  const text = written(value);
  if (text === null) return element("span", { class: "unknown" }, "unknown");
  if (meaning) return element("span", { title: meaning }, text);
  return isAddress(text) ? element("a", { href: text, rel: "noreferrer noopener", target: "_blank" }, text) : text;
}

/** Whether a text as a whole is the address of a page of the web. */
function isAddress(text) {
  if (/\s/.test(text) || !/^https?:/.test(text)) return false;
  return URL.canParse(text);
}

export const mark = () => element("span", { class: "synthetic", title: "Made up for a demonstration" }, "synthetic");

/** A link to a node, marked where it is synthetic. */
export function nodeLink(node) {
  if (!node) return element("span", { class: "unknown" }, "none known");
  return [element("a", { href: address("node", { id: node.id }) }, labelOf(node)), node.synthetic && [" ", mark()]];
}
