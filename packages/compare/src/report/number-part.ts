import type { Comparison, ComparisonCell, ComparisonRow } from "../comparison.ts";
import { emulatedMark } from "./emulated.ts";
import { type Html, html } from "./html.ts";
import { NUMBER_COLUMNS } from "./number-column.ts";
import { cellId } from "./page-data.ts";
import { providerMark } from "./provider-mark.ts";

/** The table with every number, a row for each request at each provider. */
export function numberPart(comparison: Comparison): Html {
  const { rows, providers } = comparison;
  return html`<section class="part" id="numbers" aria-labelledby="numbers-title">
    <h2 id="numbers-title">Every number</h2>
    <p class="lead">Choose a column's name to sort by it.${emulatedMark(comparison, "no cost here is real")}</p>
    <div class="scroll" role="region" aria-label="The table, which can be moved sideways" tabindex="0">
      <table class="numbers" data-numbers>
        <thead><tr>${NUMBER_COLUMNS.map(
          ({ title, isNumber }) =>
            html`<th scope="col" class="${isNumber ? "number" : ""}"><button type="button">${title}</button></th>`,
        )}</tr></thead>
        <tbody>${rows.flatMap((row) => row.cells.map((cell) => numberRow(row, cell, providers)))}</tbody>
      </table>
    </div>
  </section>`;
}

function numberRow(row: ComparisonRow, cell: ComparisonCell, providers: readonly string[]): Html {
  return html`<tr data-cell="${cellId(row.id, cell.provider)}">${NUMBER_COLUMNS.map(
    ({ title, isNumber, read }) => {
      const { text, by } = read(cell, row);
      const shown =
        title === "Provider"
          ? providerMark(text, providers)
          : title === "Status"
            ? html`<span class="badge ${cell.status}">${text}</span>`
            : text;
      return html`<td class="${isNumber ? "number" : ""}" data-by="${by}">${shown}</td>`;
    },
  )}</tr>`;
}
