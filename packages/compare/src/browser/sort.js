import { find, findAll } from "./element.js";

/** Makes the table sortable: a column's name sorts by it, and again the other way round. */
export function startSort() {
  const table = find("[data-numbers]", HTMLTableElement);
  const [body] = table.tBodies;
  const heads = findAll("thead th", HTMLTableCellElement, table);
  for (const [at, head] of heads.entries()) {
    find("button", HTMLButtonElement, head).addEventListener("click", () => {
      const isDown = head.ariaSort === "ascending";
      for (const other of heads) other.ariaSort = null;
      head.ariaSort = isDown ? "descending" : "ascending";
      const rows = [...(body?.rows ?? [])];
      body?.append(...rows.sort((a, b) => compare(keyOf(a, at), keyOf(b, at), isDown ? -1 : 1)));
    });
  }
}

/**
 * @param {HTMLTableRowElement} row
 * @param {number} at
 */
function keyOf(row, at) {
  const cell = row.cells[at];
  const text = cell?.dataset.by ?? "";
  return text !== "" && cell?.classList.contains("number") ? Number(text) : text;
}

/**
 * What is not known comes last, whichever way the others go.
 *
 * @param {string | number} a
 * @param {string | number} b
 * @param {1 | -1} direction
 */
function compare(a, b, direction) {
  if (a === "" || b === "") return Number(a === "") - Number(b === "");
  if (typeof a === "number" && typeof b === "number") return (a - b) * direction;
  return String(a).localeCompare(String(b), "en") * direction;
}
