import type { ComparedCost, ComparisonCell } from "../comparison.ts";

/** Dollars for one image, and how they are known. */
export interface ImagePrice {
  readonly usd: number;
  readonly basis: ComparedCost["basis"];
}

/**
 * What one image of a cell cost. `undefined` when none came or the cost is not known. Where some were made but could not be
 * fetched, the cost is for more images than came: then it is by the price table.
 */
export function imagePrice({ cost, images, failures }: ComparisonCell, n: number): ImagePrice | undefined {
  const { usd, estimatedUsd } = cost;
  if (images.length === 0) return undefined;
  if (failures.some(isUnfetched)) {
    const basis = cost.basis === "emulated" ? "emulated" : "estimated";
    return estimatedUsd === undefined ? undefined : { usd: estimatedUsd / n, basis };
  }
  return usd === undefined ? undefined : { usd: usd / images.length, basis: cost.basis };
}

/** Whether images were made, and paid for, whose files could not be fetched. */
export const isUnfetched = ({ code }: { readonly code: string }): boolean => code === "download_failed";

/**
 * The mean price, each counted as many times as images were asked for, so that it is a mean of the same for everybody:
 * whoever failed the dear ones is no cheaper for it. `undefined` as soon as one is not known, and for none.
 */
export function meanPrice(
  parts: readonly { readonly usd: number | undefined; readonly n: number }[],
): number | undefined {
  const images = parts.reduce((sum, { n }) => sum + n, 0);
  const usd = parts.reduce((sum, part) => sum + (part.usd ?? Number.NaN) * part.n, 0);
  return images === 0 || Number.isNaN(usd) ? undefined : usd / images;
}
