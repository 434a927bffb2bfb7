import { imagesAtRisk, imagesMade } from "./charge.ts";
import { sleep } from "./clock.ts";
import type { ImageProvider } from "./define-provider.ts";
import { type Billed, isUnikreaError, UnikreaError } from "./error.ts";
import { createIntent } from "./intent.ts";
import { type JobPart, type JobRef, settlePart } from "./job.ts";
import { mergeJobs } from "./merge.ts";
import { toUsd } from "./price.ts";
import type { Runtime } from "./runtime.ts";

/** What became of a job that was to be stopped. */
export interface CancelResult {
  /** The job with everything that is now known about it. */
  readonly job: JobRef;
  /** `no` only when it is certain that nothing of it will be billed. */
  readonly billed: Billed;
  /** One sentence for a person: what was stopped, and what may be billed. */
  readonly message: string;
}

/** Of each try, which has up to three exchanges. */
export const CANCEL_TIMEOUT_MS = 5000;
/** Pauses between tries. Asking again is free, and stopping what is to be stopped may save its price. */
const PAUSES_MS = [500, 1000];
const NEVER = new AbortController().signal;

/**
 * Stops one job where that can be done; unchanged when it cannot, or when its end is not confirmed. Where the service
 * could not be reached it is asked again, while there is time and `over` does not fire. Never throws.
 */
export async function cancelPart(
  { clock, readGateOf }: Runtime,
  provider: ImageProvider,
  part: JobPart,
  withinMs = CANCEL_TIMEOUT_MS,
  over = NEVER,
): Promise<JobPart> {
  const { token, outcome } = part;
  if (outcome || token === undefined || !provider.cancelable) return part;
  const endAt = clock.now() + withinMs;
  for (let tries = 0; ; tries++) {
    const timeoutMs = Math.min(CANCEL_TIMEOUT_MS, endAt - clock.now());
    const cancel = () => provider.cancel(token, { clock, timeoutMs });
    try {
      return settlePart(part, await readGateOf(provider).run(cancel, NEVER), clock);
    } catch (error) {
      const pauseMs = pauseAfter(error, tries);
      if (pauseMs === undefined || clock.now() + pauseMs >= endAt) return part;
      await sleep(clock, pauseMs, over).catch(() => {});
      if (over.aborted) return part;
    }
  }
}

/** How long to wait before it is tried again, or nothing when that is of no use. */
function pauseAfter(error: unknown, tries: number): number | undefined {
  const pauseMs = PAUSES_MS[tries];
  if (!isUnikreaError(error) || !error.retryable || pauseMs === undefined) return undefined;
  return Math.max(pauseMs, error.retryAfterMs ?? 0);
}

/**
 * Stops what can be stopped. Never throws: a job that cannot be canceled, or whose cancellation is not confirmed, stays
 * open, and the message says so.
 */
export async function cancelJob(runtime: Runtime, job: JobRef): Promise<CancelResult> {
  const parts = await Promise.all(
    job.parts.map((part) => cancelPart(runtime, runtime.providerOf(part.provider), part)),
  );
  const canceled = { ...job, parts };
  const billed = billedOf(canceled);
  return { job: canceled, billed, message: describe(canceled, billed) };
}

/** The same for a job that was stored. What the ledger knows of it is used, and what becomes of it is written down. */
export async function cancelStored(runtime: Runtime, job: JobRef): Promise<CancelResult> {
  const record = await runtime.ledger.get(job.id).catch(() => undefined);
  const result = await cancelJob(runtime, record ? mergeJobs(job, record.job) : job);
  if (!record) return result;
  const { id, model, aspectRatio } = job;
  const { request, idempotencyKey } = record;
  const start = { id, model, aspectRatio, n: 1, job: result.job, record, request, idempotencyKey };
  await createIntent(runtime, start).note();
  return result;
}

/** What is known about the money of a whole job. */
function billedOf({ parts }: JobRef): Billed {
  const all = parts.flatMap(({ outcome }): readonly Billed[] => {
    if (!outcome) return ["maybe"];
    return outcome.images.length > 0 ? ["yes"] : outcome.failures.map(({ billed }) => billed);
  });
  return all.includes("yes") ? "yes" : all.includes("maybe") ? "maybe" : "no";
}

function describe(job: JobRef, billed: Billed): string {
  const id = [...new Set(job.parts.map(({ provider }) => provider))].join(", ");
  if (billed === "no") return `${id} was stopped in time: nothing will be billed`;
  const made = imagesMade(job);
  const { images, microUsd } = imagesAtRisk(job);
  const label = job.emulated ? ", emulated" : "";
  const price = microUsd ? ` (about $${toUsd(microUsd)}${label})` : "";
  const said = [
    made > 0 && `${made} made and billed`,
    images > 0 && `${images} that may still be billed${price}`,
  ];
  const isOpen = job.parts.some(({ token, outcome }) => token !== undefined && !outcome);
  const advice = isOpen || made > 0 ? "; resume(job) collects what was made" : "";
  return `${id}: ${said.filter(Boolean).join(", ")}${advice}`;
}

/** The caller's abort, as an error that says what may be billed. `cause` is the signal's own reason. */
export function abortError({ job, billed, message }: CancelResult, reason: unknown): UnikreaError {
  const isOpen = job.parts.some(({ outcome }) => !outcome);
  const isUnsent = job.parts.every(({ outcome }) =>
    outcome?.failures.some((failure) => failure.outcome === "not_sent"),
  );
  const settled = isUnsent ? "not_sent" : billed === "maybe" ? "unknown" : "settled";
  const outcome = isOpen ? "accepted" : settled;
  return new UnikreaError("aborted", `Aborted. ${message}`, {
    job,
    billed,
    outcome,
    cause: reason,
    phase: "poll",
  });
}
