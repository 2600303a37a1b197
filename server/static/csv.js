// Tables as CSV: quoted as RFC 4180 says, in UTF-8 with a mark that spreadsheets know it by, and nothing that they would run.

const MARK = "\ufeff";
/**
 * Where a spreadsheet would begin a formula: at the start of a cell, and after a semicolon, a tab or a line's end, since a
 * spreadsheet that separates by these takes no quotes but those at the start of what it takes for a cell; there it drops them.
 */
const FORMULA = /(?<=^|[;\t\r\n])(?=[\s"]*[=+\-@\uff1d\uff0b\uff0d\uff20])|(?<=^|;)(?=[\t\r\n])/g;

/** A value in quotes where it needs them; what a spreadsheet would take for a formula has an apostrophe before it. */
export function cell(value) {
  const text = value === null || value === undefined ? "" : Array.isArray(value) ? value.join("; ") : String(value);
  const safe = typeof value === "number" || /^-\d+(\.\d+)?$/.test(text) ? text : text.replace(FORMULA, "'");
  return /[",;\t\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** One line of values. */
export const line = (values) => `${values.map(cell).join(",")}\r\n`;

/** The parts of a file: the header, then a part for each page of rows; `told` hears how many rows there are so far. */
export async function parts(columns, pages, told) {
  const made = [MARK, line(columns.map((column) => column.key))];
  let count = 0;
  for await (const rows of pages) {
    made.push(rows.map((row) => line(columns.map((column) => column.value(row)))).join(""));
    told(count += rows.length);
  }
  return made;
}

/** Have the browser save a file. */
export function save(name, content) {
  const url = URL.createObjectURL(new Blob(content, { type: "text/csv;charset=utf-8" }));
  const link = Object.assign(document.createElement("a"), { href: url, download: `${name}.csv` });
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
