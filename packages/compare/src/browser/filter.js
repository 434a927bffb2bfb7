import { data } from "./data.js";
import { find, findAll, reveal } from "./element.js";

/** @import { PageCell } from "../report/page-data.ts" */

/**
 * Makes the filters work: cells that do not match are hidden wherever they stand.
 *
 * @param {(shown: readonly PageCell[]) => void} onChange
 */
export function startFilter(onChange) {
  const form = reveal(find("[data-filter]", HTMLFormElement));
  const reset = find("[data-reset]", HTMLButtonElement, form);
  const apply = () => {
    const wanted = new FormData(form);
    const shown = data.cells.filter((cell) => matches(cell, wanted));
    show(new Set(shown.map(({ id }) => id)), new Set(shown.map(({ row }) => String(row))));
    find("[data-count]", HTMLOutputElement, form).value = `${shown.length} of ${data.cells.length}`;
    reset.hidden = shown.length === data.cells.length;
    onChange(shown);
  };
  form.addEventListener("input", apply);
  form.addEventListener("submit", (event) => event.preventDefault());
  reset.addEventListener("click", () => {
    form.reset();
    apply();
    find("select", HTMLSelectElement, form).focus();
  });
}

/**
 * @param {PageCell} cell
 * @param {FormData} wanted
 */
function matches(cell, wanted) {
  const is = (/** @type {string} */ name, /** @type {string} */ value) =>
    ["", value].includes(textOf(wanted, name));
  const words = textOf(wanted, "text").toLowerCase().split(/\s+/);
  const prompt = cell.prompt.toLowerCase();
  return (
    is("provider", cell.provider) &&
    is("model", cell.model) &&
    is("status", cell.status) &&
    words.every((word) => prompt.includes(word))
  );
}

/**
 * @param {FormData} form
 * @param {string} name
 */
const textOf = (form, name) => String(form.get(name) ?? "");

/**
 * @param {ReadonlySet<string>} cells
 * @param {ReadonlySet<string>} rows
 */
function show(cells, rows) {
  for (const cell of findAll("[data-cell]", HTMLElement)) cell.hidden = !cells.has(cell.dataset.cell ?? "");
  for (const row of findAll("[data-row]", HTMLElement)) row.hidden = !rows.has(row.dataset.row ?? "");
  for (const row of findAll("[data-settings]", HTMLElement))
    row.hidden = !rows.has(row.dataset.settings ?? "");
  find("[data-none]", HTMLElement).hidden = cells.size > 0;
}
