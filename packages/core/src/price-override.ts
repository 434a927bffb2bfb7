import type { ImageProvider } from "./define-provider.ts";
import {
  type PerFigure,
  PRICE_TIERS,
  type PriceOrigin,
  type PriceTable,
  type PriceTier,
  toMicroUsd,
} from "./price.ts";
import { MODELS, type Model } from "./request.ts";
import { date, matching, numberIn, optional, shape, textLike } from "./schema.ts";

/**
 * Your own prices at one provider: a contract, a discount, or a figure that its list lacks.
 *
 * Dollars are the only currency. If your contract is in another, convert it, and name the rate in `note`: a note stands in
 * the table for whoever shows its figures, and nothing is ever calculated with it.
 */
export interface PriceOverride {
  /**
   * Dollars an image, by model and tier: 0, or 0.000001 and more, rounded to millionths. They win over the list, and stay
   * as they are: `discount` is for the list. @default the list's
   */
  readonly usd?:
    | { readonly [model in Model]?: { readonly [tier in PriceTier]?: number | undefined } | undefined }
    | undefined;
  /** What is taken off the figures of the list, 0…1: 0.15 makes $0.03 into $0.0255. @default 0 */
  readonly discount?: number | undefined;
  /**
   * Where your prices are written down, such as the number of a contract: the source of your figures, and named beside the
   * list's where a discount is taken off. Without either it is refused. @default "your own prices"
   */
  readonly source?: string | undefined;
  /** When you looked there, as `2026-11-21`. Refused like `source`. @default none */
  readonly checkedOn?: string | undefined;
  /** Any text that should stand beside the figures: it becomes `prices.note` of the client's provider. */
  readonly note?: string | undefined;
}

/** Prices of the providers of a client, by their ids. */
export type PriceOverrides<ProviderId extends string = string> = {
  readonly [id in ProviderId]?: PriceOverride | undefined;
};

/** No image costs more: whoever writes a larger figure means another unit. */
const MAX_PRICE_USD = 1000;
/** The smallest price that is not nothing. */
const MIN_PRICE_USD = 1e-6;

const isPrice = (value: unknown) =>
  typeof value === "number" && (value === 0 || (value >= MIN_PRICE_USD && value <= MAX_PRICE_USD));

const NO_PRICE = "usd or discount beside it (alone it changes no price)";
const hasFigure = ({ usd = {} }: PriceOverride) =>
  Object.values(usd).some((tiers) => Object.values(tiers ?? {}).some((figure) => figure !== undefined));

const price = optional(
  matching<number>(isPrice, `dollars an image: 0, or a number 0.000001…${MAX_PRICE_USD}`),
);
const tiers = optional(shape({ text: price, references: price, moodboard: price }));
const text = optional(textLike(/^[^\p{C}]{1,200}$/u, "1 to 200 characters without control characters"));
const usd = optional(shape({ "krea-2-medium": tiers, "krea-2-large": tiers, "krea-2-medium-turbo": tiers }));
const override = optional(
  shape({
    usd,
    discount: optional(numberIn(0, 1)),
    source: text,
    checkedOn: optional(date()),
    note: text,
  }).check(({ value, issues }) => {
    if (value.discount !== undefined || hasFigure(value)) return;
    // Whoever names a contract believes that it counts from now on.
    for (const origin of ["source", "checkedOn"] as const)
      if (value[origin] !== undefined)
        issues.push({ code: "custom", input: value[origin], path: [origin], message: NO_PRICE });
  }),
);

/** Schema of {@link PriceOverrides} for a client with these providers. */
export const priceOverrides = (providerIds: readonly string[]) =>
  shape(Object.fromEntries(providerIds.map((id) => [id, override])));

/** The providers, each with your prices in its table. */
export const withPrices = (
  providers: readonly ImageProvider[],
  overrides: PriceOverrides = {},
): readonly ImageProvider[] =>
  providers.map((provider) => {
    const own = overrides[provider.id];
    return own ? { ...provider, prices: overridePrices(provider.prices, own) } : provider;
  });

/**
 * A list with your own prices in it. Yours win, the discount applies to what is left of the list, and what neither has
 * stays unknown.
 */
export function overridePrices(
  list: PriceTable,
  { usd = {}, discount = 0, source, checkedOn, note = list.note }: PriceOverride,
): PriceTable {
  const agreed: PriceOrigin = { basis: "agreed", source: source ?? "your own prices", checkedOn };
  const by = `${source ? ` by ${source}` : ""}${checkedOn ? ` (${checkedOn})` : ""}`;
  const off = discount > 0 ? `, less ${percentOf(discount)} %${by}` : "";
  return {
    source: list.source + off,
    checkedOn: list.checkedOn,
    microUsd: perFigure((model, tier) => {
      const [own, listed] = [usd[model]?.[tier], list.microUsd[model]?.[tier]];
      if (own !== undefined) return toMicroUsd(own);
      return listed === undefined ? undefined : Math.round(listed * (1 - discount));
    }),
    origins: perFigure((model, tier) => {
      if (usd[model]?.[tier] !== undefined) return agreed;
      const listed = list.origins?.[model]?.[tier];
      return listed?.source === undefined ? listed : { ...listed, source: listed.source + off };
    }),
    note,
  };
}

/** 0.1 + 0.2 is 30 %, not 30.000000000000004. */
const percentOf = (share: number) => Math.round(share * 1e8) / 1e6;

/** A table of what `read` knows. */
const perFigure = <Value>(read: (model: Model, tier: PriceTier) => Value | undefined): PerFigure<Value> =>
  Object.fromEntries(
    MODELS.map((model) => [
      model,
      Object.fromEntries(
        PRICE_TIERS.map((tier) => [tier, read(model, tier)] as const).filter(
          ([, value]) => value !== undefined,
        ),
      ),
    ]),
  );
