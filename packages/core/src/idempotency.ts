import { sleep } from "./clock.ts";
import { isUnikreaError, UnikreaError } from "./error.ts";
import { uuidOf } from "./id.ts";
import { describeIssues } from "./issue.ts";
import { type KeptLease, keepLease } from "./kept-lease.ts";
import type { LedgerRecord } from "./ledger.ts";
import type { Patience } from "./patience.ts";
import type { CanonicalRequest } from "./request.ts";
import type { GenerateResult } from "./result.ts";
import { resumeRecord } from "./resume.ts";
import type { Runtime } from "./runtime.ts";
import { differencesOf, storeRequest } from "./stored-request.ts";
import { unlessOver } from "./unless-over.ts";

/** How often to look whether another process has come to its end. */
const LOOK_MS = 1000;

/**
 * Makes the call under this id, after the record that is there, for as long as the lease is held. Nothing when another
 * process was quicker.
 */
export type Begin = (
  id: string,
  record: LedgerRecord | undefined,
  lease: KeptLease,
) => Promise<GenerateResult | undefined>;

/**
 * Makes a call, or joins the one that bears the same key: running here, running in another process that shares the
 * ledger, or ended long ago. The key stands for the first request it came with. One that came to nothing, and costs
 * nothing, is made again; one that was given up by who made it, or whose process has died, is taken over. Whoever is at
 * it holds a lease, so that nobody takes the refusal of one provider for the end while the next is about to be asked.
 *
 * @throws {UnikreaError} `idempotency_conflict`, with the fields that differ in `issues`
 */
export async function joinIntent(
  runtime: Runtime,
  request: CanonicalRequest,
  idempotencyKey: string,
  patience: Patience,
  begin: Begin,
): Promise<GenerateResult> {
  const { ledger, running, clock } = runtime;
  const id = `key-${uuidOf(idempotencyKey)}`;
  let known: LedgerRecord | undefined;

  /** What the ledger holds, which must be of this very request. */
  const read = async () => {
    known = await ledger.get(id);
    if (known) await checkSame(known, request);
  };

  /** Makes the call, or collects what was made. Nothing while another process is at it. */
  const lead = async (): Promise<GenerateResult | undefined> => {
    const lease = await keepLease(runtime, `call:${id}`);
    if (!lease) return undefined;
    try {
      const record = await ledger.get(id);
      if (record?.version !== known?.version) return undefined;
      if (!record || cameToNothing(record)) return await begin(id, record, lease);
      if (isBeingSent(runtime, record)) return undefined;
      const timeoutMs = Math.max(Math.floor(patience.deadlineAt - clock.now()), 1);
      return await resumeRecord(runtime, record.job, record, { timeoutMs, signal: patience.signal });
    } finally {
      await unlessOver(lease.release(), patience.over).catch(() => {});
    }
  };

  for (;;) {
    await read();
    const here = running.get(id);
    if (!here) {
      const call = lead().finally(() => running.delete(id));
      running.set(id, call);
      const result = await call;
      if (result) return result;
    }
    try {
      if (!here) await sleep(clock, LOOK_MS, patience.over);
      // A call that is joined has its own patience, and so has whoever joins it.
      const result = here && (await unlessOver(here.catch(nothingIfGivenUp), patience.over));
      if (result) {
        await read();
        return result;
      }
    } catch (error) {
      throw patience.over.aborted ? leaving(patience, known) : error;
    }
  }
}

/** That another caller has given up is no reason to do so. */
function nothingIfGivenUp(error: unknown): undefined {
  if (isUnikreaError(error) && (error.code === "aborted" || error.code === "timeout")) return undefined;
  throw error;
}

/** Whoever joined a call and gives up has stopped nothing. */
function leaving({ signal }: Patience, record: LedgerRecord | undefined): UnikreaError {
  const isAborted = signal?.aborted === true;
  const reason = isAborted ? "Aborted" : "The time was over";
  const message = `${reason}, but the call with this idempotencyKey goes on elsewhere, and may be billed`;
  return new UnikreaError(isAborted ? "aborted" : "timeout", message, {
    ...{ phase: "poll", outcome: record?.state === "accepted" ? "accepted" : "unknown" },
    hint: "the same call with the same key joins it again",
    job: record?.job.parts.length ? record.job : undefined,
    cause: isAborted ? signal?.reason : undefined,
  });
}

/** Whether all that is known of it is that there are no images and no bill. */
const cameToNothing = ({ job: { parts } }: LedgerRecord): boolean =>
  parts.every(
    ({ outcome }) => outcome?.images.length === 0 && outcome.failures.every(({ billed }) => billed === "no"),
  );

/** What a process was sending when it died may still arrive, until it could have been answered. */
const isBeingSent = ({ clock, providerOf }: Runtime, { job: { parts } }: LedgerRecord): boolean =>
  parts.some(
    ({ provider, submittedAt, token, outcome }) =>
      token === undefined &&
      !outcome &&
      clock.wallTime() < Date.parse(submittedAt) + providerOf(provider).submitTimeoutMs,
  );

async function checkSame(record: LedgerRecord, request: CanonicalRequest) {
  const issues = differencesOf(record.request, await storeRequest(request, true));
  if (issues.length === 0) return;
  const message = `This idempotencyKey stands for another request. ${describeIssues(issues)}`;
  throw new UnikreaError("idempotency_conflict", message, { issues });
}
