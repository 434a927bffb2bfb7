import { formatMs, formatPrice } from "../browser/format.js";
import { notesOn } from "./note.ts";
import type { ProviderSummary, Summary } from "./summary.ts";
import { allOf, list, sentence } from "./words.ts";

/** What the comparison says, for somebody who reads nothing else. */
export interface Verdict {
  /** Who was cheapest and who was fastest, in one sentence. */
  readonly headline: string;
  /** What has to be known beside it: settings that were not honoured, failures, what the comparing is based on. */
  readonly notes: readonly string[];
}

/** Judges a comparison. Says nothing that the figures do not say: ties are ties, and what is not known is not guessed. */
export function verdict(summary: Summary): Verdict {
  const { providers, contenders, emulated } = summary;
  const names = providers.map(({ provider }) => provider);
  const place = emulated ? "on the emulator, " : "";
  return {
    headline: sentence(place + outcome(summary, contenders), names),
    notes: notesOn(summary).map((note) => sentence(note, names)),
  };
}

function outcome(summary: Summary, contenders: readonly ProviderSummary[]): string {
  const [first, second] = contenders;
  if (!first) return nobody(summary);
  if (!second) {
    const cost =
      first.perImageUsd === undefined ? "brought images at a price that is not known" : costs(first);
    return `${first.provider} ${cost} and took ${time(first)}`;
  }
  if (summary.shared === 0)
    return "no request was answered by all of them, so none can be called cheapest or fastest";
  const cheapest = best(contenders, ({ perImageUsd }) => perImageUsd, formatPrice);
  const fastest = best(contenders, ({ totalMs }) => totalMs, formatMs);
  const [cheap] = cheapest;
  const [fast] = fastest;
  const known = contenders.filter(({ perImageUsd }) => perImageUsd !== undefined);
  if (cheapest.length === 1 && known.length > 1 && cheap && fastest.length === 1 && fast) {
    const who = cheap === fast ? "" : `${fast.provider} `;
    return `${cheap.provider} was ${superlative(known, contenders)} at ${price(cheap)} and ${who}fastest at ${time(fast)}`;
  }
  return `${costClause(cheapest, known, contenders)}; ${timeClause(fastest, contenders)}`;
}

function nobody({ providers }: Summary): string {
  if (providers.some(({ images }) => images > 0))
    return "only emulators brought images, so no figure is real";
  return providers.some(({ asked }) => asked > 0)
    ? "no image came: every provider that was asked failed"
    : "no provider could be asked";
}

function costClause(
  cheapest: readonly ProviderSummary[],
  known: readonly ProviderSummary[],
  all: readonly ProviderSummary[],
): string {
  const [first] = cheapest;
  if (!first) return "no price is known";
  if (known.length === 1) return `${first.provider} ${costs(first)}, and no other price is known`;
  if (cheapest.length === all.length) return `${allOf(all.length)} cost the same, ${price(first)}`;
  const names = cheapest.map(({ provider }) => provider);
  return names.length === 1
    ? `${names[0]} was ${superlative(known, all)} at ${price(first)}`
    : `${list(names)} were ${superlative(known, all)}, each at ${price(first)}`;
}

/** Whoever's price is not known may be cheaper still. */
const superlative = (known: readonly ProviderSummary[], all: readonly ProviderSummary[]) =>
  known.length === all.length ? "cheapest" : "the cheapest known";

function timeClause(fastest: readonly ProviderSummary[], all: readonly ProviderSummary[]): string {
  const [first] = fastest;
  if (!first) return "no time was measured";
  if (fastest.length === all.length) return `${allOf(all.length)} took ${time(first)}`;
  const names = fastest.map(({ provider }) => provider);
  return names.length === 1
    ? `${names[0]} was fastest at ${time(first)}`
    : `${list(names)} were fastest, each at ${time(first)}`;
}

/** Those with the least. Two count as equal when they read the same. */
function best(
  from: readonly ProviderSummary[],
  figureOf: (one: ProviderSummary) => number | undefined,
  reading: (value: number) => string,
): ProviderSummary[] {
  const values = from.flatMap((one) => figureOf(one) ?? []);
  const least = Math.min(...values);
  return from.filter((one) => {
    const value = figureOf(one);
    return value !== undefined && reading(value) === reading(least);
  });
}

const price = ({ perImageUsd, isMean }: ProviderSummary) =>
  `${formatPrice(perImageUsd)} an image${isMean ? " on average" : ""}`;
const costs = (one: ProviderSummary) => `cost ${price(one)}`;
const time = ({ totalMs, answered }: ProviderSummary) =>
  `${formatMs(totalMs)}${answered > 1 ? " on average" : ""}`;
