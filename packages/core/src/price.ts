import type { CanonicalRequest, Model } from "./request.ts";

/** What decides the price of an image. A moodboard counts before references, and references before text alone. */
export type PriceTier = "text" | "references" | "moodboard";

/** One service's prices, with where they come from. */
export interface PriceTable {
  /** Where the figures were read. */
  readonly source: string;
  /** When, as a date. */
  readonly checkedOn: string;
  /** Micro-dollars an image, so that sums stay exact. A missing figure is unknown, not free. */
  readonly microUsd: { readonly [model in Model]?: { readonly [tier in PriceTier]?: number } };
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

/** Micro-dollars as dollars, for showing. */
export const toUsd = (microUsd: number): number => microUsd / 1e6;
/** The same for a sum in which `NaN` stands for a price that is not known. */
export const knownUsd = (microUsd: number): number | undefined =>
  Number.isNaN(microUsd) ? undefined : toUsd(microUsd);
/** Dollars as a service reports them, in micro-dollars. */
export const toMicroUsd = (usd: number): number => Math.round(usd * 1e6);
