import { formatMs, formatUsd } from "../browser/format.js";
import type { ComparedFailure, ComparedImage, ComparisonCell, ComparisonRow } from "../comparison.ts";
import { type Html, html } from "./html.ts";
import { cellId } from "./page-data.ts";
import { providerMark } from "./provider-mark.ts";
import { plural, shorten } from "./words.ts";

/** What one provider made of one request: its images, or in plain words why there are none. */
export function sheetCell(row: ComparisonRow, cell: ComparisonCell, providers: readonly string[]): Html {
  const missing = row.n - cell.images.length;
  return html`<figure class="cell ${cell.status}" data-cell="${cellId(row.id, cell.provider)}">
    <figcaption>
      ${providerMark(cell.provider, providers)}
      ${cell.status === "partial" && html`<span class="badge partial">${cell.images.length} of ${row.n}</span>`}
      ${cell.status !== "ineligible" && html`<span class="cell-figures">${figures(cell)}</span>`}
    </figcaption>
    ${cell.images.length > 0 && html`<div class="shots ${row.n > 1 ? "many" : ""}">${cell.images.map((image, at) => shot(row, cell, image, at))}</div>`}
    ${cell.status === "ineligible" && notice("Not asked", html`<p>${cell.reason ?? "It cannot honour this request."}</p>`)}
    ${cell.failures.length > 0 && notice(cell.images.length > 0 ? `${plural(missing, "image")} missing` : "Failed", html`${cell.failures.map(failure)}${risk(cell)}`)}
  </figure>`;
}

function figures({ images, cost, timing }: ComparisonCell): Html {
  const emulated = cost.basis === "emulated" && html` <span class="emulated">emulated</span>`;
  const of = images.length > 1 ? ` for ${images.length}` : "";
  return images.length > 0
    ? html`<span>${costOf(cost.usd)}${of}${emulated}</span><span>${formatMs(timing.totalMs)}</span>`
    : html`<span>after ${formatMs(timing.totalMs)}</span>`;
}

/** What stands alone, without a column to say what it is. */
const costOf = (usd: number | undefined) => (usd === undefined ? "cost not known" : formatUsd(usd));

function shot(row: ComparisonRow, cell: ComparisonCell, image: ComparedImage, at: number): Html {
  const name = cell.images.length > 1 ? `${cell.provider}, ${at + 1}` : cell.provider;
  const facts = [
    `${image.width} × ${image.height}`,
    ...(image.seed === undefined ? [] : [`seed ${image.seed}`]),
    ...(cell.images.length > 1
      ? []
      : [costOf(cell.cost.usd) + (cell.cost.basis === "emulated" ? " emulated" : "")]),
    formatMs(cell.timing.totalMs),
  ];
  const source = `data:${image.mediaType};base64,${Buffer.from(image.bytes).toString("base64")}`;
  return html`<button type="button" class="shot" data-shot="${row.id}" data-name="${name}" data-facts="${facts.join(" · ")}">
    <img src="${source}" width="${image.width}" height="${image.height}" decoding="async" alt="${name}: ${shorten(row.prompt, 120)}">
  </button>`;
}

const notice = (title: string, content: Html): Html =>
  html`<div class="notice"><p class="notice-title">${title}</p>${content}</div>`;

const BILLED = {
  no: "Not billed.",
  yes: "It is billed all the same.",
  maybe: "It may be billed all the same.",
} as const;

const failure = ({ code, message, billed, hint }: ComparedFailure): Html => html`<div class="failure">
  <p dir="auto">${message}</p>
  ${hint && html`<p class="hint" dir="auto">${hint}</p>`}
  <p class="hint"><code>${code}</code> ${BILLED[billed]}</p>
</div>`;

function risk({ cost }: ComparisonCell): Html | undefined {
  if (cost.atRiskUsd === 0) return undefined;
  const label = cost.basis === "emulated" ? " (emulated)" : "";
  return html`<p class="hint">Money at risk: ${formatUsd(cost.atRiskUsd)}${label}</p>`;
}
