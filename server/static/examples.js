// The examples that the server offers.

import { at, element } from "./dom.js";
import { address } from "./route.js";

/** The examples: name, title, role and query of each. */
export const examples = async (signal) => (await fetch("/examples", { signal })).json();

/** List them as links, the one that is chosen marked. */
export function showExamples(found, chosen) {
  at("no-examples").hidden = found.length > 0;
  at("examples").replaceChildren(...found.map(({ name, title }) => element("li", {},
    element("a", { href: address("ask", { example: name }), "aria-current": name === chosen && "true" }, title))));
}
