// Makes elements. Values become text or attributes, never markup.

export const at = (id) => document.getElementById(id);

/** A copy of what a template of the page holds. */
export const template = (id) => at(id).content.cloneNode(true);

/** An element; an attribute that is a function listens to the event of that name, one that is false is left out. */
export function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (typeof value === "function") made.addEventListener(key, value);
    else if (value !== undefined && value !== null && value !== false) made.setAttribute(key, value === true ? "" : value);
  }
  made.append(...children.flat(Infinity).filter((child) => child !== undefined && child !== null && child !== false));
  return made;
}

/** A field with its label, and a hint where there is one. */
export function labelled(text, field, hint) {
  return element("p", { class: "field" }, element("label", { for: field.id }, text, hint && element("span", { class: "hint" }, ` ${hint}`)), field);
}

/** A choice among pairs of value and text. */
export function choice(id, pairs, chosen) {
  return element("select", { id, name: id }, pairs.map(([value, text]) => element("option", { value, selected: value === (chosen ?? "") }, text)));
}
