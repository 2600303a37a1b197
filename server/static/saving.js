// The button that saves a list as CSV, all pages of it.

import { parts, save } from "./csv.js";
import { element } from "./dom.js";
import { failure } from "./failure.js";

/** A button, and beside it what it is doing; `pages` starts reading, `count` is how many rows there are. */
export function saving(name, columns, pages, count) {
  const told = element("span", { role: "status" });
  const button = element("button", { type: "button", class: "quiet", disabled: count === 0, click: run }, `Save ${count.toLocaleString("en-GB")} rows as CSV`);

  async function run() {
    button.disabled = true;
    try {
      const content = await parts(columns, pages(), (rows) => { told.textContent = ` ${rows.toLocaleString("en-GB")} read …`; });
      save(name, content);
      told.textContent = " Saved.";
    } catch (error) {
      told.replaceChildren(" Nothing was saved.", ...(error.name === "AbortError" ? [] : [failure(error)]));
    } finally {
      button.disabled = false;
    }
  }
  return [button, told];
}
