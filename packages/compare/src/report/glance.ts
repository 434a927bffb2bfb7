import { formatMs, formatPrice } from "../browser/format.js";
import { type Html, html } from "./html.ts";
import { hue } from "./provider-mark.ts";
import type { ProviderSummary, Summary } from "./summary.ts";
import { plural } from "./words.ts";

const SINGLES = ["Cost of an image", "Time of a request"] as const;
const MEANS = ["Mean cost of an image", "Mean time of a request"] as const;

/** One card for each provider: what an image cost, how long it took, how many came, what was not honoured. */
export function glance({ providers, contenders, shared }: Summary): Html {
  const isRace = contenders.length > 1 && shared > 0;
  const costs = contenders.map(({ perImageUsd }) => perImageUsd);
  const times = contenders.map(({ totalMs }) => totalMs);
  const placeOfCost = isRace
    ? race(costs, costs.includes(undefined) ? "cheapest known" : "cheapest", formatPrice)
    : none;
  const placeOfTime = isRace ? race(times, "fastest", formatMs) : none;
  return html`<ul class="glance">
    ${providers.map((one, at) => {
      const inRace = contenders.includes(one);
      const [cost, time] = one.answered > 1 ? MEANS : SINGLES;
      return html`<li class="card ${hue(at)}">
        <h2 class="card-name"><span class="dot" aria-hidden="true"></span>${one.provider}${one.isEmulated && html` <span class="emulated">emulated</span>`}</h2>
        ${
          one.images === 0
            ? html`<p class="card-none">${one.asked === 0 ? "Not asked" : "No image came"}</p>`
            : html`<dl class="metrics">
          ${metric(cost, formatPrice(one.perImageUsd), inRace ? placeOfCost(one.perImageUsd) : undefined)}
          ${metric(time, formatMs(one.totalMs), inRace ? placeOfTime(one.totalMs) : undefined)}
        </dl>`
        }
        <p class="card-facts">${facts(one)}</p>
      </li>`;
    })}
  </ul>`;
}

function metric(label: string, value: string, place: Place | undefined): Html {
  return html`<div>
    <dt>${label}</dt>
    <dd><span class="figure">${value}</span> ${place && html`<span class="${place.isBest ? "badge best" : "delta"}">${place.text}</span>`}</dd>
  </div>`;
}

interface Place {
  readonly text: string;
  readonly isBest: boolean;
}

const none = (): undefined => undefined;

/** Tells where a value stands among all. Values that read the same share a place; where all do, there is no winner. */
function race(
  values: readonly (number | undefined)[],
  word: string,
  reading: (value: number) => string,
): (value: number | undefined) => Place | undefined {
  const known = values.flatMap((value) => value ?? []);
  const best = Math.min(...known);
  if (known.every((value) => reading(value) === reading(best))) return none;
  return (value) => {
    if (value === undefined) return undefined;
    if (reading(value) === reading(best)) return { text: word, isBest: true };
    // Of nothing there is no share.
    return best > 0 ? { text: `+${Math.round((value / best - 1) * 100)}%`, isBest: false } : undefined;
  };
}

function facts({ images, wanted, ineligible, approximated, unsupported, asked }: ProviderSummary): string {
  const changed = approximated.length + unsupported.length;
  return [
    ...(asked > 0 ? [`${images} of ${plural(wanted, "image")}`] : []),
    ...(images > 0
      ? [changed === 0 ? "every setting honoured" : `${plural(changed, "setting")} not honoured`]
      : []),
    ...(ineligible > 0 ? [`not asked ${ineligible === 1 ? "once" : `${ineligible} times`}`] : []),
  ].join(" · ");
}
