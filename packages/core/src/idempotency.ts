import { sleep } from "./clock.ts";
import { UnikreaError } from "./error.ts";
import { uuidOf } from "./id.ts";
import { describeIssues } from "./issue.ts";
import type { LedgerRecord } from "./ledger.ts";
import type { Patience } from "./patience.ts";
import type { CanonicalRequest } from "./request.ts";
import type { GenerateResult } from "./result.ts";
import { resumeRecord } from "./resume.ts";
import type { Runtime } from "./runtime.ts";
import { differencesOf, storeRequest } from "./stored-request.ts";
import { unlessOver } from "./unless-over.ts";

/** How often to look whether another process has sent what it is about to send. */
const LOOK_MS = 1000;
/** Between claiming a key and sending there is only an upload. */
const CLAIM_MS = 120_000;

/** Makes the call under this id, after the record that is there. Nothing when another process was quicker. */
export type Begin = (id: string, record: LedgerRecord | undefined) => Promise<GenerateResult | undefined>;

/**
 * Makes a call, or joins the one that bears the same key: running here, running in another process that shares the
 * ledger, or ended long ago. The key stands for the first request it came with. One that came to nothing, and costs
 * nothing, is made again.
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
  for (;;) {
    const record = await ledger.get(id);
    if (record) await checkSame(record, request);
    const here = running.get(id);
    if (here) {
      // A call that is joined has its own patience, and so has whoever joins it.
      const result = await unlessOver(here, patience.over);
      const joined = result && (await ledger.get(id));
      if (joined) await checkSame(joined, request);
      if (result) return result;
    } else if (!record || cameToNothing(record, clock.wallTime())) {
      // Whoever else begins at this moment loses at the ledger, before anything is sent.
      const call = begin(id, record);
      running.set(id, call);
      const result = await call.finally(() => running.delete(id));
      if (result) return result;
    } else if (!isAboutToSend(runtime, record)) {
      const timeoutMs = Math.max(Math.floor(patience.deadlineAt - clock.now()), 1);
      return resumeRecord(runtime, record.job, record, { timeoutMs, signal: patience.signal });
    }
    await sleep(clock, LOOK_MS, patience.over);
  }
}

/** Whether all that is known of it is that there are no images and no bill. */
function cameToNothing({ job: { parts }, updatedAt }: LedgerRecord, now: number): boolean {
  if (parts.length === 0) return now > Date.parse(updatedAt) + CLAIM_MS;
  return parts.every(
    ({ outcome }) => outcome?.images.length === 0 && outcome.failures.every(({ billed }) => billed === "no"),
  );
}

/** What another process is sending is its own affair until it could have been answered. */
function isAboutToSend({ clock, providerOf }: Runtime, { job: { parts } }: LedgerRecord): boolean {
  if (parts.length === 0) return true;
  return parts.some(
    ({ provider, submittedAt, token, outcome }) =>
      token === undefined &&
      !outcome &&
      clock.wallTime() < Date.parse(submittedAt) + providerOf(provider).submitTimeoutMs,
  );
}

async function checkSame(record: LedgerRecord, request: CanonicalRequest) {
  const issues = differencesOf(record.request, await storeRequest(request, true));
  if (issues.length === 0) return;
  const message = `This idempotencyKey stands for another request. ${describeIssues(issues)}`;
  throw new UnikreaError("idempotency_conflict", message, { issues });
}
