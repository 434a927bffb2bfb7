import { LAST_STEP, MONTHLY_IMAGES, monthlyUsd, stepOf } from "../browser/bill.js";
import { formatBill, formatCount, formatUsd } from "../browser/format.js";
import type { Comparison } from "../comparison.ts";
import { type BillLine, billLines } from "./bill-line.ts";
import { emulatedMark } from "./emulated.ts";
import { type Html, html } from "./html.ts";
import { modelsOf } from "./models.ts";
import { hue, providerMark } from "./provider-mark.ts";

/** What a month of images would cost at each provider. Without scripts: at the usual number. */
export function billPart(comparison: Comparison): Html {
  const { providers } = comparison;
  const [first, ...others] = modelsOf(comparison);
  const lines = billLines(comparison).filter(({ model }) => model === first);
  const most = Math.max(...lines.map(({ perImageUsd }) => perImageUsd ?? 0));
  return html`<section class="part" id="bill" aria-labelledby="bill-title">
    <h2 id="bill-title">A month of images</h2>
    <p class="lead">The price of an image in this comparison, times how many you make. Retries, volume discounts and
      taxes are not in it.${emulatedMark(comparison, "not what you would be billed")}</p>
    <div class="card bill">
      <form class="bill-form" data-bill hidden>
        <label class="grow">Images a month
          <input type="range" name="step" min="0" max="${LAST_STEP}" value="${stepOf(MONTHLY_IMAGES.usual)}" aria-describedby="bill-title"></label>
        <label>Exactly <input type="text" inputmode="numeric" name="images" value="${formatCount(MONTHLY_IMAGES.usual)}" size="9" autocomplete="off"></label>
        ${others.length > 0 && html`<label>Model <select name="model">${[first, ...others].map((model) => html`<option>${model}</option>`)}</select></label>`}
      </form>
      <table class="bill-table">
        <caption>At <output data-bill-images>${formatCount(MONTHLY_IMAGES.usual)}</output> images of <span data-bill-model>${first}</span> a month</caption>
        <thead><tr><th scope="col">Provider</th><th scope="col" class="bar-head"><span class="hidden">Share of the dearest</span></th><th scope="col" class="number">A month</th><th scope="col" class="number">An image</th></tr></thead>
        <tbody>${lines.map((line) => billRow(line, providers, most))}</tbody>
      </table>
    </div>
  </section>`;
}

function billRow(
  { provider, perImageUsd, basis }: BillLine,
  providers: readonly string[],
  most: number,
): Html {
  const share = most > 0 ? ((perImageUsd ?? 0) / most) * 100 : 0;
  return html`<tr data-bill-of="${provider}">
    <th scope="row">${providerMark(provider, providers)}</th>
    <td class="bar-cell"><svg class="bar ${hue(providers.indexOf(provider))}" aria-hidden="true"><rect width="${share}%" height="100%" rx="3"/></svg></td>
    <td class="number amount" data-amount>${formatBill(monthlyUsd(perImageUsd, MONTHLY_IMAGES.usual))}</td>
    <td class="number"><span data-price>${formatUsd(perImageUsd)}</span> <span class="basis" data-basis>${basis}</span></td>
  </tr>`;
}
