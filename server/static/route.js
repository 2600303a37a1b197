// Where one is: a view and its parameters, as they stand in the address after the #. The server never sees them.

/** The view and the parameters of the address. */
export function here() {
  const [view, ...rest] = location.hash.replace(/^#\/?/, "").split("?");
  return { view, parameters: Object.fromEntries(new URLSearchParams(rest.join("?"))) };
}

/** The address of a view; parameters without a value are left out. */
export function address(view, parameters = {}) {
  const given = Object.entries(parameters).filter(([, value]) => value !== undefined && value !== null && value !== "");
  return `#/${view}${given.length ? `?${new URLSearchParams(given)}` : ""}`;
}

/** Go to a view. */
export function go(view, parameters) {
  location.hash = address(view, parameters);
}

/** What a form holds, by the names of its fields. */
export const filled = (form) => Object.fromEntries(Array.from(new FormData(form), ([name, value]) => [name, String(value).trim()]));
