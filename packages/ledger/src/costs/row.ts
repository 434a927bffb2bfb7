import type { Model } from "@unikrea/core";
import { chargeOf, type LedgerRecord, UnikreaError } from "@unikrea/core/ledger";

type Part = LedgerRecord["job"]["parts"][number];

/**
 * The money of one part: one try at one provider. Micro-dollars are integers, and `undefined` where a price is not known,
 * never 0.
 */
export interface SpendRow {
  /** Of the record that it stands in. */
  readonly id: string;
  /** Our name for the part at the provider. */
  readonly key: string;
  /** When it was submitted, as a day of UTC: `2026-11-21`. Budgets count by the same day. */
  readonly day: string;
  readonly provider: string;
  readonly model: Model;
  /** Each once. */
  readonly tags: readonly string[];
  /** True when an emulator answered: no real money. */
  readonly emulated: boolean;
  /** Images that came. */
  readonly images: number;
  /** What those cost. */
  readonly costMicroUsd: number | undefined;
  /** Whether the provider said so of each image, or the price table. Missing when none came. */
  readonly basis: "reported" | "estimated" | undefined;
  /** What the price table said of them when they were submitted. */
  readonly listedMicroUsd: number | undefined;
  /** Images that are billed and did not come. */
  readonly lostImages: number;
  readonly lostMicroUsd: number | undefined;
  /** Images that may be billed or may not: those that did not come, or not yet, and those of a second run. */
  readonly atRiskImages: number;
  readonly atRiskMicroUsd: number | undefined;
}

/**
 * One row for each part of each record. What was claimed for a key and never sent has none.
 *
 * @throws {UnikreaError} `ledger_error` for a part that cannot be summed up. It never counts as nothing.
 */
export function* spendRows(records: Iterable<LedgerRecord>): Generator<SpendRow> {
  for (const record of records) for (const part of record.job.parts) yield rowOf(record, part);
}

function rowOf({ id, tags, job }: LedgerRecord, part: Part): SpendRow {
  if (!isSound(part)) throw unreadable(id, part);
  const charge = chargeOf(part);
  return {
    ...{ id, key: part.key, day: part.submittedAt.slice(0, 10), provider: part.provider, model: job.model },
    ...{ tags: [...new Set(tags)], emulated: job.emulated ?? false },
    images: charge.images,
    costMicroUsd: known(charge.deliveredMicroUsd),
    basis: charge.images === 0 ? undefined : charge.isReported ? "reported" : "estimated",
    listedMicroUsd: known(charge.estimatedMicroUsd),
    lostImages: charge.lostImages,
    lostMicroUsd: known(charge.lostMicroUsd),
    atRiskImages: charge.atRiskImages,
    atRiskMicroUsd: known(charge.atRiskMicroUsd),
  };
}

const known = (microUsd: number) => (Number.isNaN(microUsd) ? undefined : microUsd);

/** Stores look at the shape of a record, not at each figure. Text or `null` in place of one would come out as some sum. */
const isSound = ({ submittedAt, outcome }: Part): boolean =>
  /^\d{4}-\d{2}-\d{2}/.test(submittedAt) &&
  (outcome?.images ?? []).every(({ microUsd }) => microUsd === undefined || isCount(microUsd)) &&
  (outcome?.failures ?? []).every(({ n, billed }) => isCount(n) && ["no", "yes", "maybe"].includes(billed));

const isCount = (value: unknown) => Number.isSafeInteger(value) && Number(value) >= 0;

const unreadable = (id: string, { key }: Part) =>
  new UnikreaError("ledger_error", `The ledger's record ${id} has figures that cannot be summed up`, {
    hint: `look at its part ${key}: money is in whole micro-dollars, and submittedAt a date`,
  });
