import type { JobPart, JobRef } from "./job.ts";

const sumOf = (numbers: readonly number[]) => numbers.reduce((sum, number) => sum + number, 0);

/** Images that were made. */
export const imagesMade = ({ parts }: JobRef): number =>
  sumOf(parts.map(({ outcome }) => outcome?.images.length ?? 0));

/** Images of a part that may be billed, or are, without having been delivered. */
const openImages = ({ n, outcome }: JobPart): number =>
  outcome ? sumOf(outcome.failures.map((failure) => (failure.billed === "no" ? 0 : failure.n))) : n;

/** Images that may be billed without having been delivered, and their price: `NaN` when that is not known. */
export function imagesAtRisk({ parts }: JobRef): { images: number; microUsd: number } {
  const prices = parts.map(
    (part) => openImages(part) && openImages(part) * (part.estimatedMicroUsd ?? Number.NaN),
  );
  return { images: sumOf(parts.map(openImages)), microUsd: sumOf(prices) };
}
