import { formatMs, formatUsd } from "../browser/format.js";
import { type Html, html } from "./html.ts";
import { hue } from "./provider-mark.ts";
import { micro, type ProviderSummary, type Summary } from "./summary.ts";
import { plural } from "./words.ts";

const SINGLES = ["Cost of an image", "Time of a request"] as const;
const MEANS = ["Mean cost of an image", "Mean time of a request"] as const;

/** One card for each provider: what an image cost, how long it took, how many came, what was not honoured. */
export function glance({ providers, shared, emulated }: Summary): Html {
  const bringers = providers.filter(({ images }) => images > 0);
  const isRace = bringers.length > 1 && shared > 0;
  const costs = bringers.map(({ perImageUsd }) => micro(perImageUsd));
  const times = bringers.map(({ totalMs }) => totalMs);
  const placeOfCost = isRace ? race(costs, costs.includes(undefined) ? "cheapest known" : "cheapest") : none;
  const placeOfTime = isRace ? race(times, "fastest", formatMs) : none;
  return html`<ul class="glance">
    ${providers.map((one, at) => {
      const [cost, time] = one.answered > 1 ? MEANS : SINGLES;
      return html`<li class="card ${hue(at)}">
        <h2 class="card-name"><span class="dot" aria-hidden="true"></span>${one.provider}</h2>
        ${
          one.images === 0
            ? html`<p class="card-none">${one.asked === 0 ? "Not asked" : "No image came"}</p>`
            : html`<dl class="metrics">
          ${metric(cost, formatUsd(one.perImageUsd), placeOfCost(micro(one.perImageUsd)), emulated)}
          ${metric(time, formatMs(one.totalMs), placeOfTime(one.totalMs), emulated)}
        </dl>`
        }
        <p class="card-facts">${facts(one)}</p>
      </li>`;
    })}
  </ul>`;
}

function metric(label: string, value: string, place: Place | undefined, emulated: boolean): Html {
  return html`<div>
    <dt>${label}${emulated && html` <span class="emulated">emulated</span>`}</dt>
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
  reading: (value: number) => unknown = (value) => value,
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
    ...(asked > 0
      ? [changed === 0 ? "every setting honoured" : `${plural(changed, "setting")} not honoured`]
      : []),
    ...(ineligible > 0 ? [`not asked ${ineligible === 1 ? "once" : `${ineligible} times`}`] : []),
  ].join(" · ");
}
