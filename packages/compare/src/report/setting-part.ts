import type { PlannedSetting, SettingStatus, Warning } from "@unikrea/core";
import type { Comparison, ComparisonCell, ComparisonRow } from "../comparison.ts";
import { type Html, html } from "./html.ts";
import { providerMark } from "./provider-mark.ts";
import { list, shorten } from "./words.ts";

/** From what you most want to know to what you least do. */
const STATUSES: readonly { readonly status: SettingStatus; readonly meaning: string }[] = [
  { status: "unsupported", meaning: "it has nothing like it" },
  { status: "approximated", meaning: "the nearest that it has was sent" },
  { status: "mapped", meaning: "the same thing in its own words" },
  { status: "exact", meaning: "sent as it was asked for" },
  { status: "defaulted", meaning: "not asked for: our default was sent, so that all draw with the same one" },
];

/** What each provider made of each setting, request by request. The first request is unfolded. */
export function settingPart({ rows, providers }: Comparison): Html {
  return html`<section class="part" id="settings" aria-labelledby="settings-title">
    <h2 id="settings-title">What each provider changed</h2>
    <p class="lead">Each setting, and what really went to the provider.</p>
    <dl class="statuses">${STATUSES.map(
      ({ status, meaning }) =>
        html`<div><dt><span class="badge ${status}">${status}</span></dt><dd>${meaning}</dd></div>`,
    )}</dl>
    ${rows.map((row, at) => settingRow(row, providers, at === 0))}
  </section>`;
}

function settingRow(row: ComparisonRow, providers: readonly string[], isOpen: boolean): Html {
  const cells = row.cells.filter(({ settings, warnings }) => settings.length + warnings.length > 0);
  const paths = pathsOf(cells.flatMap(({ settings }) => settings));
  return html`<details class="card settings" data-settings="${row.id}" ${isOpen && "open"}>
    <summary><span class="row-id">${row.id}</span> <span dir="auto">${shorten(row.prompt, 90)}</span> <span class="hint">${row.cells.flatMap(digest).join(" · ")}</span></summary>
    ${
      paths.length === 0
        ? html`<p class="hint">No provider was asked.</p>`
        : html`<div class="scroll" role="region" aria-label="Settings of request ${row.id}" tabindex="0"><table>
      <thead><tr><th scope="col">Setting</th><th scope="col">Asked for</th>${cells.map(({ provider, status }) => html`<th scope="col">${providerMark(provider, providers)}${status === "ineligible" && " would get"}</th>`)}</tr></thead>
      <tbody>${paths.map(
        (path) => html`<tr><th scope="row"><code>${path}</code></th>
          <td>${value(cells.flatMap(({ settings }) => settings.filter((setting) => setting.path === path))[0]?.value)}</td>
          ${cells.map(({ settings }) => html`<td>${sent(settings.find((setting) => setting.path === path))}</td>`)}</tr>`,
      )}</tbody></table></div>`
    }
    ${cells.map(({ provider, warnings: given }) => given.length > 0 && warnings(provider, given, providers))}
  </details>`;
}

/** `krea: 1 unsupported and 2 mapped`. What is exact or a default needs no word. */
function digest({ provider, settings, status: end }: ComparisonCell): string[] {
  if (end === "ineligible") return [`${provider}: not asked`];
  const parts = STATUSES.slice(0, 3).flatMap(({ status }) => {
    const n = settings.filter((setting) => setting.status === status).length;
    return n > 0 ? [`${n} ${status}`] : [];
  });
  return parts.length > 0 ? [`${provider}: ${list(parts)}`] : [];
}

/** The settings of all providers; those of which one made something else come first. */
function pathsOf(settings: readonly PlannedSetting[]): string[] {
  const weight = (path: string) =>
    Math.min(
      ...settings
        .filter((setting) => setting.path === path)
        .map(({ status }) => STATUSES.findIndex((known) => known.status === status)),
    );
  return [...new Set(settings.map(({ path }) => path))].sort((a, b) => weight(a) - weight(b));
}

function sent(setting: PlannedSetting | undefined): Html {
  if (!setting) return html`<span class="hint">–</span>`;
  const { status, wirePath, wireValue } = setting;
  return html`<span class="badge ${status}">${status}</span>
    ${wirePath !== undefined && html`<span class="wire"><code>${wirePath}</code> ${value(wireValue)}</span>`}`;
}

function value(given: unknown): Html {
  if (given === undefined) return html`<span class="hint">–</span>`;
  const text = typeof given === "string" ? given : JSON.stringify(given);
  return html`<code class="value" dir="auto">${shorten(text, 120)}</code>`;
}

const warnings = (
  provider: string,
  given: readonly Warning[],
  providers: readonly string[],
): Html => html`<div class="warnings">
  <p>${providerMark(provider, providers)} warns</p>
  <ul>${given.map(({ path, message }) => html`<li dir="auto">${path && html`<code>${path}</code>: `}${message}</li>`)}</ul>
</div>`;
