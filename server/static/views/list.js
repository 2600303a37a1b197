// All things of a kind.

import { connectionOf, atRoot } from "../connection.js";
import { element } from "../dom.js";
import { listing } from "../listing.js";
import { lists } from "../model.js";
import { title } from "../values.js";

export async function list(parameters, signal) {
  const field = (await lists()).get(parameters.of);
  if (!field) return { title: "No such list", content: [element("h1", { tabindex: "-1" }, "There is no such list")] };
  const connection = await connectionOf(field);
  const found = await listing(connection, atRoot, "list", parameters, signal);
  const heading = title(field.name);
  return {
    title: heading,
    content: [element("h1", { tabindex: "-1" }, heading), element("p", { class: "lead" }, connection.node.description), ...found.content(field.name)],
  };
}
