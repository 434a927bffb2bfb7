import type { Comparison } from "../comparison.ts";
import { emulatedMark } from "./emulated.ts";
import { type Html, html } from "./html.ts";
import { modelsOf } from "./models.ts";
import { providerMark } from "./provider-mark.ts";

const PARTS_OF_TIME = [
  { name: "queued", label: "queued" },
  { name: "running", label: "running" },
  { name: "download", label: "download" },
  { name: "whole", label: "not told apart" },
];

/** The dots of each model, as the page's script draws them. */
const SHAPES = ["●", "◆", "▲", "■"];

/** Where the charts are drawn. Their figures are also in the table, for whoever cannot see or draw them. */
export function chartPart(comparison: Comparison): Html {
  const { providers } = comparison;
  const label = emulatedMark(comparison);
  const models = modelsOf(comparison);
  const each = models.length > 1 ? ", model by model" : "";
  return html`<section class="part" id="charts" aria-labelledby="charts-title">
    <h2 id="charts-title">Cost and time</h2>
    <p class="lead">Over the requests that brought an image. The same figures, one by one, are in <a href="#numbers">the table</a>.</p>
    <div class="charts" data-charts hidden>
      ${chart("cost", "Cost of an image", html`Dollars, mean${each}.${label}`)}
      ${chart(
        "time",
        "Where the time goes",
        html`Seconds a request, mean${each}.${label}`,
        html`<ul class="legend">${PARTS_OF_TIME.map(
          (part) =>
            html`<li data-part="${part.name}"><span class="swatch ${part.name}" aria-hidden="true"></span>${part.label}</li>`,
        )}</ul>`,
      )}
      ${chart(
        "scatter",
        "Cost against time",
        html`One dot a request; to the lower left is better.${label}`,
        html`<ul class="legend">${providers.map(
          (provider) => html`<li>${providerMark(provider, providers)}</li>`,
        )}${models.length > 1 && models.map((model, at) => html`<li><span aria-hidden="true">${SHAPES[at % SHAPES.length]}</span> ${model}</li>`)}</ul>`,
      )}
    </div>
    <noscript><p class="notice">Charts are drawn by a script, and scripts are off here.</p></noscript>
  </section>`;
}

const chart = (
  name: string,
  title: string,
  caption: Html,
  legend?: Html,
): Html => html`<figure class="card chart" data-chart="${name}">
  <figcaption><h3>${title}</h3><p class="hint">${caption}</p></figcaption>
  <div class="plot" data-plot></div>
  ${legend}
</figure>`;
