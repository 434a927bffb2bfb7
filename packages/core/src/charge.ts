import type { JobPart, JobRef } from "./job.ts";

const sumOf = (numbers: readonly number[]) => numbers.reduce((sum, number) => sum + number, 0);

/** Images that were made. */
export const imagesMade = ({ parts }: JobRef): number =>
  sumOf(parts.map(({ outcome }) => outcome?.images.length ?? 0));

/** The money of one part, in micro-dollars. `NaN` stands for a price that is not known: it stays one in every sum. */
export interface Charge {
  /** The images that came, what they cost, and what the price table said of them. */
  readonly images: number;
  readonly deliveredMicroUsd: number;
  readonly estimatedMicroUsd: number;
  /** Those that are billed and did not come. */
  readonly lostImages: number;
  readonly lostMicroUsd: number;
  /** Those that did not come, and may be billed or may not; those of a second run that may have been are among them. */
  readonly atRiskImages: number;
  readonly atRiskMicroUsd: number;
  /** Whether the service itself said what each image cost. */
  readonly isReported: boolean;
}

export function chargeOf({
  n,
  estimatedMicroUsd: each = Number.NaN,
  outcome,
  mayRunTwice = false,
}: JobPart): Charge {
  const { images, failures } = outcome ?? { images: [], failures: [] };
  // Nothing costs nothing, also where the price is not known.
  const priceOf = (count: number) => (count === 0 ? 0 : count * each);
  const failed = (billed: string) =>
    sumOf(failures.map((failure) => (failure.billed === billed ? failure.n : 0)));
  const lostImages = failed("yes");
  const atRiskImages = (outcome ? failed("maybe") : n) + (mayRunTwice ? n : 0);
  return {
    images: images.length,
    deliveredMicroUsd: sumOf(images.map(({ microUsd = each }) => microUsd)),
    estimatedMicroUsd: priceOf(images.length),
    lostImages,
    lostMicroUsd: priceOf(lostImages),
    atRiskImages,
    atRiskMicroUsd: priceOf(atRiskImages),
    isReported: images.every(({ microUsd }) => microUsd !== undefined),
  };
}

/** Images that may be billed, or are, without having been delivered, and their price: `NaN` when that is not known. */
export function imagesAtRisk({ parts }: JobRef): { images: number; microUsd: number } {
  const charges = parts.map(chargeOf);
  return {
    images: sumOf(charges.map(({ lostImages, atRiskImages }) => lostImages + atRiskImages)),
    microUsd: sumOf(charges.map(({ lostMicroUsd, atRiskMicroUsd }) => lostMicroUsd + atRiskMicroUsd)),
  };
}
