import { toUsd } from "@unikrea/core/ledger";
import type { SpendRow } from "./row.ts";

/** Images whose price is known, and what they make together. */
export interface SpendAmount {
  readonly images: number;
  readonly usd: number;
}

/** Money of many parts, in dollars. Images without a known price are counted apart, and are in no sum of dollars. */
export interface SpendSum {
  /** Images that came. */
  readonly images: number;
  /**
   * `reported`, `estimated` and `lost` together: all that is known to be spent. With `unpricedImages` it was more.
   * `undefined` when there are such images and no others.
   */
  readonly spentUsd: number | undefined;
  /** What came, by the word of the provider. */
  readonly reported: SpendAmount;
  /** What came, by the price table at submission. */
  readonly estimated: SpendAmount;
  /** What is billed and did not come, by the price table. */
  readonly lost: SpendAmount;
  /** Images that came, or are billed without having come, and whose price nobody knows. */
  readonly unpricedImages: number;
  /** What may be billed or may not, by the price table: what did not come, or not yet, and second runs. */
  readonly atRisk: SpendAmount;
  readonly unpricedAtRiskImages: number;
  /** How much more than their price table providers reported, or less, for the images of which both is known. */
  readonly delta: SpendAmount;
}

const KINDS = ["reported", "estimated", "lost", "atRisk", "delta"] as const;
type Kind = (typeof KINDS)[number];

/** A sum that grows, in integer micro-dollars. */
export interface Tally {
  add(row: SpendRow): void;
  sum(): SpendSum;
}

export function createTally(): Tally {
  const images: Record<Kind, number> = { reported: 0, estimated: 0, lost: 0, atRisk: 0, delta: 0 };
  const microUsd = { ...images };
  let [came, unpriced, unpricedAtRisk] = [0, 0, 0];

  /** Adds what is known, and gives the images of which the price is not. */
  function put(kind: Kind, count: number, money: number | undefined): number {
    if (money === undefined) return count;
    images[kind] += count;
    microUsd[kind] += money;
    return 0;
  }

  const amount = (kind: Kind): SpendAmount => ({ images: images[kind], usd: toUsd(microUsd[kind]) });

  return {
    add(row) {
      came += row.images;
      unpriced += put(row.basis ?? "estimated", row.images, row.costMicroUsd);
      unpriced += put("lost", row.lostImages, row.lostMicroUsd);
      unpricedAtRisk += put("atRisk", row.atRiskImages, row.atRiskMicroUsd);
      if (row.basis === "reported" && row.costMicroUsd !== undefined && row.listedMicroUsd !== undefined)
        put("delta", row.images, row.costMicroUsd - row.listedMicroUsd);
    },
    sum() {
      const priced = images.reported + images.estimated + images.lost;
      const spent = microUsd.reported + microUsd.estimated + microUsd.lost;
      return {
        images: came,
        spentUsd: priced === 0 && unpriced > 0 ? undefined : toUsd(spent),
        reported: amount("reported"),
        estimated: amount("estimated"),
        lost: amount("lost"),
        unpricedImages: unpriced,
        atRisk: amount("atRisk"),
        unpricedAtRiskImages: unpricedAtRisk,
        delta: amount("delta"),
      };
    },
  };
}
