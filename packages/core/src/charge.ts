import type { JobPart, JobRef } from "./job.ts";

const sumOf = (numbers: readonly number[]) => numbers.reduce((sum, number) => sum + number, 0);

/** Images that were made. */
export const imagesMade = ({ parts }: JobRef): number =>
  sumOf(parts.map(({ outcome }) => outcome?.images.length ?? 0));

/** The money of one part, in micro-dollars. `NaN` stands for a price that is not known: it stays one in every sum. */
export interface Charge {
  /** For the images that came, and what the price table said of them. */
  readonly deliveredMicroUsd: number;
  readonly estimatedMicroUsd: number;
  /** Billed for images that did not come. */
  readonly lostMicroUsd: number;
  /** What may be billed, and may not, for images that did not come. */
  readonly atRiskMicroUsd: number;
  /** Whether the service itself said what each image cost. */
  readonly isReported: boolean;
}

export function chargeOf({ n, estimatedMicroUsd: each = Number.NaN, outcome }: JobPart): Charge {
  // Nothing costs nothing, also where the price is not known.
  const priceOf = (images: number) => (images === 0 ? 0 : images * each);
  if (!outcome) {
    const none = { deliveredMicroUsd: 0, estimatedMicroUsd: 0, lostMicroUsd: 0, isReported: true };
    return { ...none, atRiskMicroUsd: priceOf(n) };
  }
  const { images, failures } = outcome;
  const failed = (billed: string) =>
    sumOf(failures.map((failure) => (failure.billed === billed ? failure.n : 0)));
  return {
    deliveredMicroUsd: sumOf(images.map(({ microUsd = each }) => microUsd)),
    estimatedMicroUsd: priceOf(images.length),
    lostMicroUsd: priceOf(failed("yes")),
    atRiskMicroUsd: priceOf(failed("maybe")),
    isReported: images.every(({ microUsd }) => microUsd !== undefined),
  };
}

/** Images of a part that may be billed, or are, without having been delivered. */
const openImages = ({ n, outcome }: JobPart): number =>
  outcome ? sumOf(outcome.failures.map((failure) => (failure.billed === "no" ? 0 : failure.n))) : n;

/** Images that may be billed, or are, without having been delivered, and their price: `NaN` when that is not known. */
export function imagesAtRisk({ parts }: JobRef): { images: number; microUsd: number } {
  const prices = parts.map(chargeOf).map(({ lostMicroUsd, atRiskMicroUsd }) => lostMicroUsd + atRiskMicroUsd);
  return { images: sumOf(parts.map(openImages)), microUsd: sumOf(prices) };
}
