import { formatCount } from "../browser/format.js";
import type { ComparisonRow, PerceptualDistance } from "../comparison.ts";
import { type Html, html } from "./html.ts";
import { sheetCell } from "./sheet-cell.ts";
import { plural, shorten } from "./words.ts";

/** A prompt longer than this is folded. */
const LONG_PROMPT = 240;

/** The images side by side: a row for each request, a column for each provider. */
export function sheet(rows: readonly ComparisonRow[], providers: readonly string[]): Html {
  return html`<section class="part" id="images" aria-labelledby="images-title">
    <h2 id="images-title">Side by side</h2>
    <p class="lead">Every provider was sent the same request with the same seed. Choose an image to look closer.</p>
    ${rows.map((row) => sheetRow(row, providers))}
    <p class="none" data-none hidden>Nothing matches the filters.</p>
  </section>`;
}

function sheetRow(row: ComparisonRow, providers: readonly string[]): Html {
  const images = row.cells.reduce((sum, cell) => sum + cell.images.length, 0);
  return html`<article class="row" data-row="${row.id}" aria-labelledby="row-${row.id}">
    <header class="row-head">
      <div>
        ${promptHeading(row)}
        <p class="meta">
          <span>${row.model}</span><span>${row.aspectRatio}</span><span>seed ${row.seed}</span>
          ${row.n > 1 && html`<span>${plural(row.n, "image")} each</span>`}
        </p>
      </div>
      ${images > 1 && html`<button type="button" class="button" data-swipe="${row.id}" hidden>Swipe between two</button>`}
    </header>
    <div class="cells">${row.cells.map((cell) => sheetCell(row, cell, providers))}</div>
    ${row.distances.length > 0 && distances(row.distances)}
  </article>`;
}

function promptHeading({ id, prompt }: ComparisonRow): Html {
  const heading = (text: string) =>
    html`<h3 class="prompt" id="row-${id}"><span class="row-id">${formatCount(id)}</span> <span dir="auto" data-prompt>${text}</span></h3>`;
  if (prompt.length <= LONG_PROMPT) return heading(prompt);
  return html`${heading(shorten(prompt, LONG_PROMPT - 40))}
    <details class="whole"><summary>The whole prompt</summary><p dir="auto">${prompt}</p></details>`;
}

const distances = (pairs: readonly PerceptualDistance[]): Html => html`<div class="distances">
  <p>How far apart they look <span class="hint">0 alike, 1 nothing in common; tells composition, not quality</span></p>
  <ul>${pairs.map(
    ({ between: [one, other], distance }) => html`<li>
      <span>${one} and ${other}</span>
      <svg class="gauge" aria-hidden="true" preserveAspectRatio="none" viewBox="0 0 100 4"><rect width="100" height="4" rx="2" class="track"/><rect width="${Math.round(distance * 100)}" height="4" rx="2"/></svg>
      <b>${distance.toFixed(2)}</b>
    </li>`,
  )}</ul>
</div>`;
