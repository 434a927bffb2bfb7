import type { LedgerRecord, Model } from "@unikrea/core";

/** What was fast long ago says little. */
const MAX_SAMPLES = 20;

/**
 * Providers by the median time that their jobs for a model took, of the latest that the ledger holds: a run that ends with
 * its image has measured nothing itself. Whoever was never measured goes first, as in core: that costs no more than the image
 * that is wanted anyway.
 */
export function fastestFirst<Id extends string>(
  ids: readonly Id[],
  records: readonly LedgerRecord[],
  model: Model | (string & {}),
): Id[] {
  const latest = [...records].sort((a, b) => Date.parse(b.createdAt) - Date.parse(a.createdAt));
  const parts = latest.flatMap(({ job }) => (job.model === model ? job.parts : []));
  const medianOf = (id: Id) =>
    median(
      parts
        .filter(({ provider, lostAt, outcome }) => provider === id && !lostAt && outcome?.images.length)
        .slice(0, MAX_SAMPLES)
        .map(({ submittedAt, settledAt = submittedAt }) => Date.parse(settledAt) - Date.parse(submittedAt)),
    );
  return ids
    .map((id) => ({ id, ms: medianOf(id) }))
    .sort((a, b) => a.ms - b.ms)
    .map(({ id }) => id);
}

/** 0 of nothing. */
const median = (numbers: readonly number[]) =>
  [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? 0;
