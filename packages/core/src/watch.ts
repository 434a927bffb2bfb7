import type { ImageProvider } from "./define-provider.ts";
import { isUnikreaError, UnikreaError } from "./error.ts";
import type { Json, Outcome, PendingOutcome, SettledOutcome } from "./job.ts";
import type { Latency } from "./latency.ts";
import { nextLookMs } from "./poll-schedule.ts";

/** One job to watch until it is settled. Times are on the clock's line. */
export interface Watch {
  readonly provider: ImageProvider;
  readonly model: string;
  readonly token: Json;
  readonly submittedAt: number;
  /** When to give up. */
  readonly deadlineAt: number;
  readonly signal: AbortSignal | undefined;
  /** Called when an answer to a question about it has come, whatever it says. */
  readonly onLook: () => void;
  /** Called with each pending answer. */
  readonly onPending: (outcome: PendingOutcome) => void;
}

/** What is remembered about a job between two looks at it. */
export interface Watched extends Watch {
  /** When the watch began: for a job that was resumed, long after its submission. */
  readonly watchedAt: number;
  dueAt: number;
  lastLookAt: number;
  isBusy: boolean;
  /** The last sweep did not mention it, so it is asked about by itself. */
  isAlone: boolean;
  /** Answers that said done without an image. */
  empties: number;
  /** Polls that failed since the last that did not. */
  failures: number;
  /** The last state or problem that was heard of, for the time-out's message. */
  lastWord: string;
  resolve(outcome: SettledOutcome): void;
  reject(error: unknown): void;
}

/** A job may not be visible to reads yet when its submission is answered. */
const NOT_FOUND_GRACE_MS = 30_000;
/** The longest pause after failed polls, unless the provider asks for more. */
const MAX_PAUSE_MS = 5000;
/** Looks at a job that is done but has no image yet, and the pause between them. */
const MAX_EMPTIES = 5;
const EMPTY_PAUSE_MS = 2000;
/** A job that would next be looked at after its deadline gets its last look this long before. */
export const LAST_LOOK_MS = 1000;

/**
 * Takes in what a look brought: an outcome, an error, or nothing when the answer did not mention the job.
 * A failed poll is not a failed job: only errors that asking again cannot mend end the watch.
 */
export function hear(job: Watched, answer: unknown, now: number, latency: Latency | undefined): void {
  job.isBusy = false;
  job.isAlone = answer === undefined;
  job.onLook();
  const pauseMs = isOutcome(answer) ? hearOutcome(job, answer, now, latency) : hearProblem(job, answer, now);
  if (pauseMs === undefined) return;
  job.lastLookAt = now;
  const isLate = now + pauseMs >= job.deadlineAt;
  job.dueAt = isLate ? Math.max(job.deadlineAt - LAST_LOOK_MS, now + LAST_LOOK_MS) : now + pauseMs;
}

/** How long to wait before the next look, or nothing when there will be none. */
function hearOutcome(
  job: Watched,
  outcome: Outcome,
  now: number,
  latency: Latency | undefined,
): number | undefined {
  if (outcome.status === "pending") {
    job.failures = 0;
    job.lastWord = outcome.detail ?? outcome.phase;
    job.onPending(outcome);
    return nextLookMs(now - job.submittedAt, latency, now - job.watchedAt);
  }
  // Done, but without an image: the link may follow. It is paid for, so it is worth a few more looks.
  const isEmpty = outcome.images.length + outcome.failures.length === 0;
  if (isEmpty && ++job.empties <= MAX_EMPTIES) return EMPTY_PAUSE_MS;
  return void job.resolve(outcome);
}

function hearProblem(job: Watched, problem: unknown, now: number): number | undefined {
  if (problem === undefined) return 0;
  const error = isUnikreaError(problem) ? problem : undefined;
  const isEarly = error?.code === "job_not_found" && now - job.submittedAt < NOT_FOUND_GRACE_MS;
  if (!error || !(error.retryable || isEarly)) return void job.reject(problem);
  job.failures++;
  job.lastWord = error.message;
  // At least our own pause: a service that says "at once" while it refuses would be asked in a hot loop.
  return Math.max(error.retryAfterMs ?? 0, Math.min(500 * 2 ** job.failures, MAX_PAUSE_MS));
}

const isOutcome = (answer: unknown): answer is Outcome =>
  typeof answer === "object" && answer !== null && "status" in answer && !(answer instanceof Error);

/** The end of a caller's patience, not of the job. */
export function timeoutError({ provider, lastWord, submittedAt }: Watched, now: number): UnikreaError {
  const seconds = Math.round((now - submittedAt) / 1000);
  const last = lastWord && `; the last word was: ${lastWord}`;
  return new UnikreaError("timeout", `${provider.id} had no result after ${seconds} s${last}`, {
    phase: "poll",
    provider: provider.id,
    outcome: "accepted",
    hint: "the job goes on and may be billed: resume(job) collects it",
  });
}
