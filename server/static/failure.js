// Shows what the API has refused or failed to do.

import { element } from "./dom.js";

/** The errors of a failed request, each with code, message and place. */
export function failure(error) {
  const errors = error.errors?.length ? error.errors : [{ message: error.message, extensions: { code: "PAGE_FAILED" } }];
  return element("ul", { class: "errors", role: "alert" }, errors.map(told));
}

/** One error as an item of a list. */
export const told = (error) => element("li", {}, element("code", {}, error.extensions?.code ?? "ERROR"), ` ${error.message}${placed(error)}`);

function placed(error) {
  const where = [];
  if (error.locations?.length) where.push(`line ${error.locations[0].line}, column ${error.locations[0].column}`);
  if (error.path?.length) where.push(`at ${error.path.join(".")}`);
  if (error.extensions?.requestId) where.push(`request ${error.extensions.requestId}`);
  return where.length ? ` (${where.join(", ")})` : "";
}
