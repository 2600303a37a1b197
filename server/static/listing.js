// A list on the page: filter, table, pages forwards and backwards, and the whole of it as CSV.

import { filterOf, orderOf, page, pages } from "./connection.js";
import { saved, telling } from "./columns.js";
import { choice, element, labelled } from "./dom.js";
import { address, filled, go } from "./route.js";
import { saving } from "./saving.js";
import { legend, table } from "./table.js";
import { title } from "./values.js";

const SIZE = 50;

/** What the parameters of the address ask of a list. */
const asked = (connection, { text, in: name, sort, direction }) => ({
  where: filterOf(connection, text, name),
  orderBy: orderOf(connection, sort, direction === "DESC" ? "DESC" : "ASC"),
});

function slice({ after, before, end }) {
  if (before || end) return { last: SIZE, before };
  return { first: SIZE, after };
}

/** The page of a list that the parameters ask for, and how to draw it; null where there is nothing to see. */
export async function listing(connection, place, view, parameters, signal) {
  const found = await page(connection, place, { ...asked(connection, parameters), ...slice(parameters) }, signal);
  return found && { ...found, content: (name, before = []) => content(connection, place, view, parameters, signal, found, name, before) };
}

function content(connection, place, view, parameters, signal, found, name, before) {
  const to = (changes) => address(view, { ...parameters, after: "", before: "", end: "", ...changes });
  const direction = parameters.direction === "DESC" ? "DESC" : "ASC";
  const sorting = { key: parameters.sort, direction, address: (sort, way) => to({ sort, direction: way }) };
  const columns = parameters.columns === "all" ? connection.columns : telling(connection.columns, found.edges, [parameters.sort]);
  const all = () => pages(connection, place, asked(connection, parameters), signal);
  return [
    filter(connection, view, parameters),
    element("p", { class: "count" }, counted(found), " ", saving(name, [...before, ...saved(connection.columns)], all, found.totalCount)),
    found.edges.length > 0 && table(name, columns, found.edges, sorting),
    others(connection, columns, found, parameters, to),
    pager(found.pageInfo, to),
    legend(columns.map((column) => ({ ...column, title: title(column.title) }))),
  ];
}

const counted = ({ edges, totalCount }) => {
  const whole = totalCount.toLocaleString("en-GB");
  return edges.length === totalCount ? `${whole} in all.` : `${edges.length} of ${whole}.`;
};

function others(connection, columns, { edges }, { columns: wanted }, to) {
  const left = connection.columns.length - columns.length;
  if (wanted === "all") return element("p", { class: "hint" }, element("a", { href: to({ columns: "" }) }, "Show the columns that tell most"));
  return left > 0 && edges.length > 0 && element("p", { class: "hint" },
    `${left} columns are unknown or long on this page. `, element("a", { href: to({ columns: "all" }) }, "Show all columns"));
}

function pager(info, to) {
  const link = (text, changes, there) => (there ? element("a", { href: to(changes) }, text) : element("span", { "aria-disabled": "true" }, text));
  return (info.hasNextPage || info.hasPreviousPage) && element("nav", { "aria-label": "Pages", class: "pager" },
    link("First", {}, info.hasPreviousPage),
    link("Previous", { before: info.startCursor }, info.hasPreviousPage),
    link("Next", { after: info.endCursor }, info.hasNextPage),
    link("Last", { end: "1" }, info.hasNextPage));
}

function filter(connection, view, parameters) {
  const texts = connection.columns.filter((column) => column.filter);
  const submit = (event) => {
    event.preventDefault();
    go(view, { ...parameters, after: "", before: "", end: "", ...filled(event.currentTarget) });
  };
  const anywhere = connection.words ? "words it is called by" : "any text, as written";
  return texts.length > 0 && element("form", { class: "row", submit, "aria-label": "Filter" },
    labelled("Text", element("input", { id: "text", name: "text", type: "search", value: parameters.text ?? "", maxlength: "200" })),
    labelled("In", choice("in", [["", anywhere], ...texts.map((column) => [column.key, `${column.key}, as written`])], parameters.in)),
    element("button", {}, "Filter"));
}
