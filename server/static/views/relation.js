// What one relation of a node leads to.

import { below, connectionOf } from "../connection.js";
import { element } from "../dom.js";
import { listing } from "../listing.js";
import { isList, labelOf } from "../model.js";
import { nodeLink, words } from "../values.js";
import { hidden, kindOf } from "./node.js";

export async function relation(parameters, signal) {
  const kind = await kindOf(parameters.id, signal);
  const field = kind?.fields.get(parameters.field);
  if (!field || !isList(field)) return hidden();
  const connection = await connectionOf(field);
  const found = await listing(connection, below(kind, parameters.id), "relation", parameters, signal);
  if (!found) return hidden();
  const heading = `${labelOf(found.owner)}: ${words(field.name)}`;
  return {
    title: heading,
    content: [
      element("p", { class: "trail" }, nodeLink(found.owner)),
      element("h1", { tabindex: "-1" }, heading),
      element("p", { class: "lead" }, field.description),
      ...found.content(`${found.owner.code}-${field.name}`, owner(found.owner)),
    ],
  };
}

/** Columns of a file that say whose relation it is. */
const owner = ({ code, synthetic }) => [
  { key: "from", value: () => code },
  ...(synthetic === undefined ? [] : [{ key: "from.synthetic", value: () => synthetic }]),
];
