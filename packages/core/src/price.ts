import type { CanonicalRequest, Model } from "./request.ts";

/** What decides the price of an image. A moodboard counts before references, and references before text alone. */
export const PRICE_TIERS = ["text", "references", "moodboard"] as const;
export type PriceTier = (typeof PRICE_TIERS)[number];

/**
 * What a price rests on, firmest first.
 *
 * - `agreed`: your own figure, from the client's `prices`.
 * - `listed`: the provider's own price list.
 * - `copied`: a copy of that list that somebody else published.
 * - `observed`: the cost in a real answer of the provider, as somebody else published it.
 * - `inferred`: the list of another provider. None of this one was found.
 */
export type PriceBasis = "agreed" | "listed" | "copied" | "observed" | "inferred";

/** Where one figure comes from, when that is not the source of its table. */
export interface PriceOrigin {
  readonly basis: PriceBasis;
  /** @default the table's, with its date */
  readonly source?: string | undefined;
  /** When that source was read, or dated itself. Missing when it has a source of its own and no date is known. */
  readonly checkedOn?: string | undefined;
}

/** Something for each tier of each model, as far as it is known. */
export type PerFigure<Value> = { readonly [model in Model]?: { readonly [tier in PriceTier]?: Value } };

/** One service's prices, with where they come from. */
export interface PriceTable {
  /** Where the figures were read. */
  readonly source: string;
  /** When, as a date. */
  readonly checkedOn: string;
  /** Micro-dollars an image, so that sums stay exact. A missing figure is unknown, not free. */
  readonly microUsd: PerFigure<number>;
  /** The figures that come from elsewhere. @default all are listed in `source` */
  readonly origins?: PerFigure<PriceOrigin> | undefined;
  /** To be shown beside the figures, such as a currency and a rate. Nothing is calculated with it. */
  readonly note?: string | undefined;
}

/** One figure, with all that is known of where it comes from. */
export interface Price {
  readonly microUsd: number;
  readonly basis: PriceBasis;
  readonly source: string;
  /** `undefined` when its source has no date. */
  readonly checkedOn: string | undefined;
}

/** The price of an image and what it rests on, or `undefined` when it is not known. */
export function priceOf(prices: PriceTable, model: Model, tier: PriceTier): Price | undefined {
  const microUsd = prices.microUsd[model]?.[tier];
  if (microUsd === undefined) return undefined;
  const { basis = "listed", source, checkedOn } = prices.origins?.[model]?.[tier] ?? {};
  // A date belongs to its source.
  const from =
    source === undefined ? { source: prices.source, checkedOn: prices.checkedOn } : { source, checkedOn };
  return { microUsd, basis, ...from };
}

/** The tier of a request. Krea's rule; the others have the same three tiers and publish no rule of their own. */
export function priceTier(request: CanonicalRequest): PriceTier {
  if (request.moodboard) return "moodboard";
  return request.references.length > 0 ? "references" : "text";
}

/** What `n` images of this request cost by the table, in micro-dollars, or `undefined` when it is not known. */
export function estimateMicroUsd(request: CanonicalRequest, prices: PriceTable): number | undefined {
  const each = prices.microUsd[request.model]?.[priceTier(request)];
  return each === undefined ? undefined : each * request.n;
}

/** How often a provider may be paid for one submission. */
export interface RunFact {
  /**
   * True where the caller allows `transport.find` to send a lost submission again although it may then be run, and billed, a
   * second time. A budget holds both. When that may have happened, `find` says so in its context.
   * @default false
   */
  readonly mayRunTwice?: boolean | undefined;
}

/** What they cost at the most: of those that may be run twice, both runs. `NaN` when that is not known. */
export const mostMicroUsd = (
  request: CanonicalRequest,
  { prices, mayRunTwice }: RunFact & { readonly prices: PriceTable },
): number => (estimateMicroUsd(request, prices) ?? Number.NaN) * (mayRunTwice ? 2 : 1);

/** A sum in a message, with the reason why it may be twice what the price table says. */
export const priceWords = (microUsd: number, { mayRunTwice }: RunFact = {}): string =>
  `$${toUsd(microUsd)}${mayRunTwice ? " (what is lost may be run and billed twice)" : ""}`;

/** Micro-dollars as dollars, for showing. */
export const toUsd = (microUsd: number): number => microUsd / 1e6;
/** The same for a sum in which `NaN` stands for a price that is not known. */
export const knownUsd = (microUsd: number): number | undefined =>
  Number.isNaN(microUsd) ? undefined : toUsd(microUsd);
/** Dollars as a service reports them, in micro-dollars. */
export const toMicroUsd = (usd: number): number => Math.round(usd * 1e6);
