// A table of rows, whose columns are sorted by links.

import { element } from "./dom.js";
import { unitOf, written } from "./values.js";

const SHORT = 24;
const NUMBERS = ["Int", "Float", "Decimal", "Long"];

/** A table; `sorting` says which column orders it, which way, and the address of another order. */
export function table(caption, columns, rows, sorting) {
  return element("div", { class: "wide", tabindex: "0", role: "region", "aria-label": caption },
    element("table", {},
      element("caption", { class: "hidden" }, caption),
      element("thead", {}, element("tr", {}, columns.map((column) => head(column, sorting)))),
      element("tbody", {}, rows.map((row) => element("tr", {}, columns.map((column) => body(column, row)))))));
}

function head(column, sorting) {
  const unit = unitOf(column) && element("span", { class: "hint" }, ` ${column.unit}`);
  const about = column.description + (column.unit ? ` Unit: ${column.unit}.` : "");
  const numeric = NUMBERS.includes(column.field.type) && "number";
  if (!column.order) return element("th", { scope: "col", title: about, class: numeric }, column.title, unit);
  const now = sorting.key === column.key ? sorting.direction : undefined;
  const state = { ASC: "ascending", DESC: "descending" }[now];
  const arrow = { ASC: " ↑", DESC: " ↓" }[now];
  const href = sorting.address(column.key, now === "ASC" ? "DESC" : "ASC");
  return element("th", { scope: "col", title: about, class: numeric, "aria-sort": state }, element("a", { href }, column.title, arrow), unit);
}

function body(column, row) {
  const text = written(column.value(row));
  const look = NUMBERS.includes(column.field.type) ? "number" : (text ?? "").length <= SHORT && "short";
  return element(column.opens ? "th" : "td", { class: look, scope: column.opens && "row" }, column.cell(row));
}

/** What the columns mean, for those who cannot point at them. */
export function legend(fields) {
  return element("details", { class: "legend" },
    element("summary", {}, "What these mean"),
    element("dl", {}, fields.map(({ title, description, unit }) => element("div", {},
      element("dt", {}, title), element("dd", {}, description, unit && ` Unit: ${unit}.`)))));
}
