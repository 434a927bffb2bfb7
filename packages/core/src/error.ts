import type { Attempt } from "./attempt.ts";
import type { JobRef } from "./job.ts";
import type { Skipped } from "./route.ts";

/**
 * What to switch on. Codes are stable; messages are for people and may change.
 *
 * - `invalid_input`: what you passed is wrong; `issues` lists every problem.
 * - `unsupported`: the provider cannot honour the request exactly; `issues` says which settings.
 * - `missing_credentials`: no usable key; nothing was sent.
 * - `authentication`: the provider refused the key (401, 403).
 * - `insufficient_credits`: the account has no money left (402).
 * - `rate_limited`: too much at once (429); see `retryAfterMs`.
 * - `request_rejected`: the provider refused the request itself (400, 404, 413, 422 …).
 * - `content_rejected`: moderation. Never shopped around to another provider.
 * - `provider_unavailable`: the service could not be reached, or failed on a free read.
 * - `outcome_unknown`: the request may have been accepted, and may be billed.
 * - `invalid_response`: an answer, or a stored job, that is not what it should be.
 * - `job_failed`: the provider accepted the job and then failed it.
 * - `job_canceled`: the job was canceled, by you or by someone else with the same key.
 * - `job_not_found`: the provider no longer knows the job.
 * - `paid_without_result`: the provider says completed, but there is no image.
 * - `timeout`: your deadline passed; the job is alive and `job` resumes it.
 * - `aborted`: your signal fired; `name` is `AbortError` and `cause` is the signal's reason.
 * - `download_failed`: the image exists and was paid for, but its bytes could not be fetched.
 * - `budget_exceeded`: the next attempt could cost more than you allow; it was not sent.
 * - `queue_full`: too many calls wait here already; it was not sent.
 * - `idempotency_conflict`: the same key stood for another request; `issues` names what differs.
 * - `ledger_error`: the ledger could not be written or read, so nothing (more) was sent.
 */
export type ErrorCode =
  | "invalid_input"
  | "unsupported"
  | "missing_credentials"
  | "authentication"
  | "insufficient_credits"
  | "rate_limited"
  | "request_rejected"
  | "content_rejected"
  | "provider_unavailable"
  | "outcome_unknown"
  | "invalid_response"
  | "job_failed"
  | "job_canceled"
  | "job_not_found"
  | "paid_without_result"
  | "timeout"
  | "aborted"
  | "download_failed"
  | "budget_exceeded"
  | "queue_full"
  | "idempotency_conflict"
  | "ledger_error";

/**
 * Where an attempt stands with the provider, which decides about money:
 * `not_sent` (proved), `refused` before any work, `accepted` (we hold the job), `unknown` (may be billed),
 * `settled` (the provider has told us how it ended).
 */
export type OutcomeClass = "not_sent" | "refused" | "accepted" | "unknown" | "settled";

/** Whether money was taken. `maybe` is said whenever `no` and `yes` are not proved. */
export type Billed = "no" | "yes" | "maybe";

/** What we were doing when it happened. */
export type Phase = "validate" | "upload" | "submit" | "find" | "poll" | "download" | "cancel" | "probe";

/** One problem with the input. */
export interface Issue {
  /** Where, as you would write it: `references[3].strength`. Empty for the whole argument. */
  path: string;
  /** What would have been right, with range and unit. */
  expected: string;
  /** What was there, shortened and safe to print. */
  got: string;
  /** What to do about it, when that is more than `expected` already says. */
  hint?: string;
}

/** Everything an error can carry. Only `code` and `message` are required. */
export interface ErrorDetails {
  outcome?: OutcomeClass | undefined;
  billed?: Billed | undefined;
  phase?: Phase | undefined;
  provider?: string | undefined;
  status?: number | undefined;
  retryable?: boolean | undefined;
  retryAfterMs?: number | undefined;
  job?: JobRef | undefined;
  attempts?: readonly Attempt[] | undefined;
  skipped?: readonly Skipped[] | undefined;
  issues?: readonly Issue[] | undefined;
  hint?: string | undefined;
  /** The provider's own id of the exchange, for its support desk. */
  requestId?: string | undefined;
  cause?: unknown;
}

const MARK = Symbol.for("unikrea.error");

/** Codes for which the same call may succeed later with nothing changed. */
const RETRYABLE: readonly ErrorCode[] = [
  "rate_limited",
  "provider_unavailable",
  "timeout",
  "download_failed",
  "queue_full",
];

/**
 * The one error class. Switch on `code`; read `outcome` and `billed` before you pay again.
 * Its JSON form has no stack, no cause and no secret.
 */
export class UnikreaError extends Error {
  readonly code: ErrorCode;
  /** Where the attempt stands. Default `not_sent`: most errors are raised before anything leaves. */
  readonly outcome: OutcomeClass;
  readonly billed: Billed;
  /** Whether the same call may succeed later; with a `job`, that call is `resume(job)`. */
  readonly retryable: boolean;
  readonly phase: Phase;
  readonly provider: string | undefined;
  /** HTTP status, when there was one. */
  readonly status: number | undefined;
  /** How long the provider asked us to wait. */
  readonly retryAfterMs: number | undefined;
  /** The accepted job. Keep it: `resume(job)` collects what was paid for. */
  readonly job: JobRef | undefined;
  readonly attempts: readonly Attempt[];
  /** Providers that were not candidates, and why. */
  readonly skipped: readonly Skipped[];
  readonly issues: readonly Issue[];
  readonly hint: string | undefined;
  readonly requestId: string | undefined;

  constructor(code: ErrorCode, message: string, details: ErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = code === "aborted" ? "AbortError" : "UnikreaError";
    this.code = code;
    this.outcome = details.outcome ?? "not_sent";
    this.billed = details.billed ?? BILLED[this.outcome];
    this.retryable = details.retryable ?? RETRYABLE.includes(code);
    this.phase = details.phase ?? "validate";
    this.provider = details.provider;
    this.status = details.status;
    this.retryAfterMs = details.retryAfterMs;
    this.job = details.job;
    this.attempts = details.attempts ?? [];
    this.skipped = details.skipped ?? [];
    this.issues = details.issues ?? [];
    this.hint = details.hint;
    this.requestId = details.requestId;
    Object.defineProperty(this, MARK, { value: true });
  }

  /** The same error with more known about it, such as the job it belongs to. */
  with(details: ErrorDetails): UnikreaError {
    const copy = new UnikreaError(this.code, this.message, { ...this, cause: this.cause, ...details });
    if (this.stack !== undefined) copy.stack = this.stack;
    return copy;
  }

  toJSON(): object {
    // A job may hold presigned links and whole images: its id is enough to say which it was.
    return { ...this, message: this.message, ...(this.job && { job: { id: this.job.id } }) };
  }
}

/** What each class means for the money when nobody knows better. */
const BILLED: Record<OutcomeClass, Billed> = {
  not_sent: "no",
  refused: "no",
  accepted: "maybe",
  unknown: "maybe",
  settled: "maybe",
};

/** True for errors of this library, also when two copies of it are loaded. */
export function isUnikreaError(value: unknown): value is UnikreaError {
  return value instanceof Error && MARK in value;
}
