// What is found by words, kind by kind, the kind of the best hit first.

import { choice, element, labelled } from "../dom.js";
import { COLUMNS, find, searchable } from "../finding.js";
import { listOf } from "../model.js";
import { address, filled, go } from "../route.js";
import { saving } from "../saving.js";
import { nodeLink, title, words } from "../values.js";

export async function search({ text = "", kind }, signal) {
  const { nodes, truncated } = text ? await find(text, kind, signal) : { nodes: [] };
  const heading = text ? `Search: ${text}` : "Search";
  const groups = Array.from(Map.groupBy(nodes, (node) => node.__typename));
  return {
    title: heading,
    content: [
      element("h1", { tabindex: "-1" }, heading),
      filter(text, kind, await searchable()),
      text && element("p", { class: "count", role: "status" }, counted(nodes, truncated), " ",
        nodes.length > 0 && saving("search", COLUMNS, () => [nodes], nodes.length)),
      ...await Promise.all(groups.map(([name, found]) => section(name, found, text))),
    ],
  };
}

function counted(nodes, truncated) {
  if (!nodes.length) return "Nothing was found. Each word has to begin a word of a name or summary.";
  return truncated ? `The best ${nodes.length}; there are more. Say more of the name, or choose a kind.` : `${nodes.length} found.`;
}

async function section(name, nodes, text) {
  const of = await listOf(name);
  return element("section", { "data-found": name, "aria-label": words(name) },
    element("h2", {}, title(name), element("span", { class: "hint" }, ` ${nodes.length} `),
      of && element("a", { class: "hint", href: address("list", { of, text }) }, "as a list")),
    element("ul", { class: "hits" }, nodes.map((node) => element("li", {}, nodeLink(node), element("span", { class: "hint" }, ` ${node.code ?? ""}`)))));
}

function filter(text, kind, kinds) {
  const submit = (event) => {
    event.preventDefault();
    go("search", filled(event.currentTarget));
  };
  const pairs = kinds.map(({ name }) => [name, title(name.toLowerCase())]);
  return element("form", { class: "row", submit, "aria-label": "Search in a kind" },
    labelled("Words", element("input", { id: "text", name: "text", type: "search", value: text, required: true, maxlength: "200" })),
    labelled("Kind", choice("kind", [["", "all"], ...pairs], kind)),
    element("button", {}, "Search"));
}
