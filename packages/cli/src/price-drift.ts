import { MODELS, type Model, PRICE_TIERS, type PriceTable } from "@unikrea/core";
import { toUsd } from "@unikrea/core/ledger";
import { type RateCard, type RateCardEntry, tierOf } from "./rate-card.ts";

/**
 * One difference between our table and Krea's rate card.
 *
 * - `missing_model`, `missing_price`: we have it, the card does not, or not in a form that can be read.
 * - `new_model`, `new_tier`, `new_price`: the card has it, we do not.
 * - `amount`, `currency`, `unit`, `type`: both have it, and differ.
 */
export interface Drift {
  readonly kind:
    | "missing_model"
    | "missing_price"
    | "new_model"
    | "new_tier"
    | "new_price"
    | "amount"
    | "currency"
    | "unit"
    | "type";
  readonly model: string;
  /** Ours where we know it, else Krea's word. Missing when it is about the whole model. */
  readonly tier?: string | undefined;
  /** Dollars an image, or a word. `null`: we have nothing. */
  readonly ours: number | string | null;
  /** The same on the card. */
  readonly theirs: number | string | null;
}

/** What the figures of our table mean, in Krea's words. */
const TERMS = { currency: "USD", unit: "request", type: "fixed" } as const;

/** Every difference, model by model. Amounts are compared exactly. */
export const comparePrices = (prices: PriceTable, { entries }: RateCard): readonly Drift[] => [
  ...MODELS.filter((model) => prices.microUsd[model] && !entries.some((entry) => entry.model === model)).map(
    (model): Drift => ({ kind: "missing_model", model, ours: null, theirs: null }),
  ),
  ...entries.flatMap((entry) => driftOf(prices, entry)),
];

function driftOf(prices: PriceTable, { model: name, pricing }: RateCardEntry): Drift[] {
  const model = MODELS.find((known) => known === name);
  const points = (pricing?.price_points ?? []).map(({ amount, dimensions }) => ({
    amount,
    ...tierOf(dimensions),
  }));
  if (!model) {
    const theirs = points.map(({ words, amount }) => `${words} ${amount}`).join(", ");
    return [{ kind: "new_model", model: name, ours: null, theirs: theirs || null }];
  }
  const terms = (["currency", "unit", "type"] as const).flatMap((kind): Drift[] =>
    pricing && pricing[kind] !== TERMS[kind]
      ? [{ kind, model, ours: TERMS[kind], theirs: pricing[kind] }]
      : [],
  );
  const missing = PRICE_TIERS.flatMap((tier): Drift[] => {
    const ours = usdOf(prices, model, tier);
    const isMissing = ours !== null && !points.some((point) => point.tier === tier);
    return isMissing ? [{ kind: "missing_price", model, tier, ours, theirs: null }] : [];
  });
  const others = points.flatMap(({ tier, words, amount: theirs }): Drift[] => {
    if (!tier) return [{ kind: "new_tier", model, tier: words, ours: null, theirs }];
    const ours = usdOf(prices, model, tier);
    if (ours === null) return [{ kind: "new_price", model, tier, ours, theirs }];
    return theirs === ours ? [] : [{ kind: "amount", model, tier, ours, theirs }];
  });
  return [...terms, ...missing, ...others];
}

function usdOf(prices: PriceTable, model: Model, tier: (typeof PRICE_TIERS)[number]): number | null {
  const microUsd = prices.microUsd[model]?.[tier];
  return microUsd === undefined ? null : toUsd(microUsd);
}
