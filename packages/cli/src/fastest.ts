import { type LedgerRecord, MODELS, type Model } from "@unikrea/core";
import { findLedger, listRecords } from "./ledger-folder.ts";
import type { ProviderSet } from "./provider-set.ts";
import type { Terminal } from "./terminal.ts";

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

const DEFAULT_MODEL = MODELS[0];

/** Who to ask for `--routing fastest`. In one run nothing has been measured yet, so the ledger says how long jobs took. */
export async function rankByTime(
  terminal: Terminal,
  { asked, providers, isLocal }: Pick<ProviderSet, "asked" | "providers" | "isLocal">,
  model: string = DEFAULT_MODEL,
): Promise<readonly string[]> {
  const ids = asked ?? providers.map(({ id }) => id);
  const ledger = findLedger(terminal, isLocal ? "emulated" : "real");
  return ledger ? fastestFirst<string>(ids, await listRecords(ledger), model) : ids;
}
