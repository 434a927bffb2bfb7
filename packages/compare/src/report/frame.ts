import { formatUsd } from "../browser/format.js";
import type { Comparison } from "../comparison.ts";
import { emulatedMark } from "./emulated.ts";
import { type Html, html } from "./html.ts";
import { modelsOf } from "./models.ts";
import { statusWord } from "./number-column.ts";
import { hue } from "./provider-mark.ts";
import { emulatedOf } from "./summary.ts";
import type { Verdict } from "./verdict.ts";

/** Where one is, when it was made, and how it should look. */
export const topBar = ({ createdAt }: Comparison): Html => html`<header class="top">
  <p class="brand">unikrea <span>compare</span></p>
  <nav aria-label="Parts of the report"><a href="#images">Images</a><a href="#charts">Charts</a><a href="#bill">Month</a><a href="#numbers">Numbers</a><a href="#settings">Settings</a></nav>
  <p class="date"><time datetime="${createdAt}">${dateOf(createdAt)}</time></p>
  <fieldset class="theme" data-theme-choice hidden><legend class="hidden">Colours</legend>
    ${["auto", "light", "dark"].map((theme) => html`<label><input type="radio" name="theme" value="${theme}" ${theme === "auto" && "checked"}><span>${theme}</span></label>`)}
  </fieldset>
</header>`;

/** The first thing that is read. */
export function verdictHead(title: string, { headline, notes }: Verdict, providers: readonly string[]): Html {
  return html`<div class="verdict">
    <h1>${title}</h1>
    <p class="headline">${named(headline, providers)}</p>
    ${notes.length > 0 && html`<ul class="notes">${notes.map((note) => html`<li>${named(note, providers)}</li>`)}</ul>`}
  </div>`;
}

/** A sentence with the names of the providers in their colours. */
function named(text: string, providers: readonly string[]): Html {
  const names = providers.map((name) => name.replaceAll(/[\\^$.*+?()[\]{}|]/g, "\\$&"));
  const parts = names.length > 0 ? text.split(new RegExp(`\\b(${names.join("|")})\\b`)) : [text];
  return html`${parts.map((part) => {
    const at = providers.indexOf(part);
    return at < 0 ? part : html`<b class="name ${hue(at)}">${part}</b>`;
  })}`;
}

/** Chooses what the images, the charts and the table show. */
export function filterBar(comparison: Comparison): Html {
  const statuses = [...new Set(comparison.rows.flatMap(({ cells }) => cells.map(({ status }) => status)))];
  const cells = comparison.rows.reduce((sum, row) => sum + row.cells.length, 0);
  const choice = (
    label: string,
    name: string,
    options: readonly { value: string; text: string }[],
  ) => html`<label>${label}
    <select name="${name}"><option value="">all</option>${options.map(({ value, text }) => html`<option value="${value}">${text}</option>`)}</select></label>`;
  const asIs = (values: readonly string[]) => values.map((value) => ({ value, text: value }));
  return html`<form class="filter" role="search" aria-label="Filter the report" data-filter hidden>
    ${choice("Provider", "provider", asIs(comparison.providers))}
    ${choice("Model", "model", asIs(modelsOf(comparison)))}
    ${choice(
      "Status",
      "status",
      statuses.map((status) => ({ value: status, text: statusWord(status) })),
    )}
    <label class="grow">Prompt <input type="search" name="text" placeholder="contains …" autocomplete="off"></label>
    <p class="count"><output data-count aria-live="polite">${cells} of ${cells}</output> <button type="button" class="button" data-reset hidden>Show all</button></p>
  </form>`;
}

/** When, within which limit, and for how much. */
export function footer(comparison: Comparison): Html {
  const { createdAt, maxUsd, spend, emulated } = comparison;
  const label = emulated && emulatedMark(comparison);
  const isMixed = !emulated && emulatedOf(comparison).length > 0;
  return html`<footer class="foot"><dl>
    <div><dt>Made</dt><dd><time datetime="${createdAt}">${dateOf(createdAt)}</time></dd></div>
    <div><dt>Ceiling</dt><dd>${maxUsd === undefined ? "none was set" : formatUsd(maxUsd)}</dd></div>
    <div><dt>Estimated before</dt><dd>${formatUsd(spend.estimatedUsd)}</dd></div>
    <div><dt>Spent</dt><dd>${formatUsd(spend.usd)}${label}</dd></div>
    <div><dt>At risk</dt><dd>${formatUsd(spend.atRiskUsd)}${label}</dd></div>
  </dl><p class="hint">At risk is what is, or may be, billed for images that did not come, or a second time.${isMixed && " What emulators charged is in none of these sums."} This file needs no network and sends nothing.</p></footer>`;
}

/** `2026-11-21 10:30 UTC`. Another form of date is shown as it came. */
const dateOf = (iso: string) => iso.replace(/^(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2})\S*Z$/, "$1 $2 UTC");
