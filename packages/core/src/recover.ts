import { isUnikreaError, UnikreaError } from "./error.ts";
import type { JobRef } from "./job.ts";
import { keepLease } from "./kept-lease.ts";
import type { LedgerRecord, LedgerState } from "./ledger.ts";
import type { GenerateResult } from "./result.ts";
import { resumeRecord } from "./resume.ts";
import type { Runtime } from "./runtime.ts";

/** What to settle. Unknown keys are refused. */
export interface RecoverOptions {
  signal?: AbortSignal | undefined;
  /** How long one job may take, in milliseconds. @default 60_000 */
  timeoutMs?: number | undefined;
  /**
   * Leaves alone what was changed less than this ago, in milliseconds: another process may be at it. 0 when no other
   * process uses the ledger. @default 300_000
   */
  minAgeMs?: number | undefined;
}

/** What became of one intent. */
export interface Recovered {
  readonly id: string;
  readonly state: LedgerState;
  readonly job: JobRef;
  /** The call with all its images, where some came that nobody has read yet. */
  readonly result: GenerateResult | undefined;
  /** Why there is nothing new. Missing, too, when nothing is left to be said. */
  readonly error: UnikreaError | undefined;
}

const PAGE = 100;
const AT_ONCE = 8;
const DEFAULT_TIMEOUT_MS = 60_000;
const DEFAULT_AGE_MS = 300_000;
const OPEN: readonly LedgerState[] = ["submitting", "unknown", "accepted", "settled"];

/**
 * Settles whatever calls have left in the ledger, here or in processes that are gone: looks for lost submissions, collects
 * jobs, hands over images that nobody has read. What is said to be done and has not brought an image is asked about each time,
 * also when its siblings were delivered long ago. It never submits anything new, so it may run at any time, any number of
 * times, on any number of machines.
 */
export async function recover(runtime: Runtime, options: RecoverOptions): Promise<readonly Recovered[]> {
  const { ledger, clock } = runtime;
  const { minAgeMs = DEFAULT_AGE_MS } = options;
  const recovered: Recovered[] = [];
  const before = clock.wallTime() - minAgeMs;
  for (let after: string | undefined; ; ) {
    const page = await ledger.list({ states: OPEN, after, limit: PAGE });
    const due = page.filter(
      (record) => !runtime.live.has(record.id) && !isOver(record) && Date.parse(record.updatedAt) <= before,
    );
    for (let at = 0; at < due.length; at += AT_ONCE) {
      const settled = due.slice(at, at + AT_ONCE).map((record) => recoverOne(runtime, record, options));
      recovered.push(...(await Promise.all(settled)).filter((one) => one !== undefined));
    }
    after = page.at(-1)?.id;
    if (page.length < PAGE) return recovered;
  }
}

/** Nothing came, and nothing is left to hand over or to ask for. */
const isOver = ({ state, job }: LedgerRecord) =>
  state === "settled" &&
  job.parts.every(
    ({ outcome }) => !outcome?.images.length && outcome?.failures.every(({ billed }) => billed === "no"),
  );

async function recoverOne(
  runtime: Runtime,
  listed: LedgerRecord,
  { signal, timeoutMs = DEFAULT_TIMEOUT_MS }: RecoverOptions,
): Promise<Recovered | undefined> {
  const { ledger } = runtime;
  const { id } = listed;
  // Somewhere else it is being recovered, or made: a call with a key holds this lease, too.
  const lease = await keepLease(runtime, `call:${id}`);
  if (!lease) return undefined;
  let result: GenerateResult | undefined;
  let error: UnikreaError | undefined;
  try {
    const record = await ledger.get(id);
    // Somebody was at it until a moment ago.
    if (record?.version !== listed.version) return undefined;
    // Claimed for a key by a process that died before it sent anything.
    if (record.job.parts.length === 0) return void (await ledger.remove(id));
    const { deliveredImages = 0 } = record;
    const all = await resumeRecord(runtime, record.job, record, { signal, timeoutMs });
    if (all.images.length > deliveredImages) result = all;
    else [error] = all.failures;
  } catch (thrown) {
    // One record that cannot be settled must not keep the others from it.
    error = isUnikreaError(thrown)
      ? thrown
      : new UnikreaError("ledger_error", `${id} could not be recovered`, { cause: thrown });
  } finally {
    await lease.release();
  }
  const { state, job } = (await ledger.get(id)) ?? listed;
  return { id, state, job, result, error };
}
