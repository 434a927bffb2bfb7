import { isReasonOf } from "./abort.ts";
import type { Clock } from "./clock.ts";
import {
  type Billed,
  type ErrorCode,
  isUnikreaError,
  type OutcomeClass,
  type Phase,
  UnikreaError,
} from "./error.ts";
import type { Patience } from "./patience.ts";
import type { AspectRatio, Model } from "./request.ts";
import type { Warning } from "./warning.ts";

export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/**
 * An image as a provider hands it over: a link or the bytes as base64. Both are missing only in a ledger, of one that came
 * as base64 and was delivered.
 */
export interface ProviderImage {
  readonly url?: string;
  readonly base64?: string;
  /** The seed that was really used, when the provider reports it. */
  readonly seed?: number | undefined;
  /** What this image cost in micro-dollars, when the provider reports it. */
  readonly microUsd?: number;
  /** True when a safety check that you asked for marked the image. It was made, and is delivered. */
  readonly flagged?: boolean;
}

/** Why images are missing. Plain data, so that it survives in a stored job; results show it as an error. */
export interface JobFailure {
  readonly code: ErrorCode;
  readonly message: string;
  readonly billed: Billed;
  /** How many images it is about. */
  readonly n: number;
  readonly outcome?: OutcomeClass | undefined;
  readonly phase?: Phase | undefined;
  readonly status?: number | undefined;
  readonly hint?: string | undefined;
  readonly retryable?: boolean | undefined;
  readonly retryAfterMs?: number | undefined;
  readonly requestId?: string | undefined;
}

/** How a job ended. Some images and some failures may come together: what was paid for is never thrown away. */
export interface SettledOutcome {
  readonly status: "settled";
  readonly images: readonly ProviderImage[];
  readonly failures: readonly JobFailure[];
}

/** A job that is not done yet. */
export interface PendingOutcome {
  readonly status: "pending";
  readonly phase: "queued" | "running";
  /** 0…1, only when the provider reports it. */
  readonly progress?: number;
  /** The provider's own word for the state. For messages only. */
  readonly detail?: string;
}

/** What a provider says about a job. */
export type Outcome = PendingOutcome | SettledOutcome;

/** One try at one provider: its job, or what came of asking for one. A request may need several. */
export interface JobPart {
  readonly provider: string;
  /** Our own name for it at the provider, by which a lost one can be looked for. */
  readonly key: string;
  /** The provider's private handle. Missing when the provider did not accept the job, or when its answer was lost. */
  readonly token?: Json | undefined;
  /** True when the job was not told by its name, but as the only one that it can be. */
  readonly isInferred?: boolean | undefined;
  /** True when it was stuck, and stopped so that somebody else could be asked. */
  readonly isHandedOver?: boolean | undefined;
  /** Where its first image stands among those of the request, from 0. */
  readonly index: number;
  /** Images that this part makes. */
  readonly n: number;
  readonly seed?: number | undefined;
  /** Micro-dollars an image by the price table at submission. Missing when unknown. */
  readonly estimatedMicroUsd?: number | undefined;
  readonly submittedAt: string;
  /** A mark of the account that it was sent to, from which nothing can be read. Missing where it is not known. */
  readonly account?: string | undefined;
  /** True while it may be run, and billed, a second time; for good where it may have been. */
  readonly mayRunTwice?: boolean | undefined;
  /** When its answer was given up. */
  readonly lostAt?: string | undefined;
  /** Set once the provider has said how it ended; a synchronous provider's job is born with it. */
  readonly outcome?: SettledOutcome | undefined;
  readonly settledAt?: string | undefined;
  /** When it was first seen running. */
  readonly runningAt?: string | undefined;
  /** How often it was asked about. */
  readonly polls?: number | undefined;
}

/**
 * Everything that is needed to collect a job later, from any process: plain JSON for a queue, a database or a file.
 * It holds no key and no prompt. Where a provider answers with presigned links it holds those, so treat it as private.
 */
export interface JobRef {
  /** Version of this shape. */
  readonly v: 1;
  readonly id: string;
  readonly model: Model;
  readonly aspectRatio: AspectRatio;
  /** True when an emulator answered: nothing here costs real money. */
  readonly emulated?: boolean | undefined;
  readonly warnings: readonly Warning[];
  /** In the order in which they were tried. */
  readonly parts: readonly JobPart[];
}

/** The part with what the provider said of it; unchanged while that is not its end. */
export function settlePart(part: JobPart, outcome: Outcome, clock: Clock): JobPart {
  if (outcome.status === "pending") return part;
  const isEmpty = outcome.images.length + outcome.failures.length === 0;
  const settled = isEmpty ? { ...outcome, failures: [missingResult(part.n)] } : outcome;
  return { ...part, outcome: settled, settledAt: timestamp(clock) };
}

/** What to call it when a job is done and neither an image nor a reason came. */
export const missingResult = (n: number): JobFailure => ({
  code: "paid_without_result",
  message: "the job is said to be done, but there is no image",
  billed: "maybe",
  n,
  hint: "resume(job) looks again; if it stays away, ask the service for a refund",
});

/** Whether there is an end to tell of. A job that is done without its image is worth asking about again. */
export function isOver({ outcome }: JobPart, isAskable: boolean): boolean {
  const isMissing = outcome?.images.length === 0 && outcome.failures[0]?.code === "paid_without_result";
  return outcome !== undefined && !(isMissing && isAskable);
}

/** The time now, as an ISO 8601 date. */
export const timestamp = (clock: Clock): string => new Date(clock.wallTime()).toISOString();

/**
 * An error as plain data. One that is not ours can only be the reason of the signal.
 *
 * @throws the error itself when it is a bug, so that it is not mistaken for an abort
 */
export function failureFrom(
  error: unknown,
  n: number,
  isSent: boolean,
  { over, signal }: Patience,
): JobFailure {
  if (isUnikreaError(error) && !isReasonOf(signal, error)) {
    const { code, message, billed, outcome, phase, status, hint, retryable, retryAfterMs, requestId } = error;
    return { code, message, billed, n, outcome, phase, status, hint, retryable, retryAfterMs, requestId };
  }
  if (!over.aborted) throw error;
  if (!isSent)
    return { code: "aborted", message: "aborted before it was sent", billed: "no", n, outcome: "not_sent" };
  const message = "aborted before the provider answered: it may have accepted";
  return { code: "aborted", message, billed: "maybe", n, outcome: "unknown" };
}

/** The same failure as an error, with the job that it belongs to. */
export function errorFrom(failure: JobFailure, provider: string, job: JobRef): UnikreaError {
  const { code, message, n: _, ...details } = failure;
  // What a provider says of a job without an exchange of its own failing, it says when it is asked about it.
  return new UnikreaError(code, message, { outcome: "settled", phase: "poll", ...details, provider, job });
}
