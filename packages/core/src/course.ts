import type { Progress } from "./call.ts";
import type { OnUnknown } from "./decision.ts";
import type { UnikreaError } from "./error.ts";
import type { Intent } from "./intent.ts";
import type { PendingOutcome } from "./job.ts";
import type { Patience } from "./patience.ts";
import type { CanonicalRequest } from "./request.ts";
import type { Candidate } from "./route.ts";
import type { Runtime } from "./runtime.ts";

/** One call on its way: what it shares between its parts. */
export interface Course {
  readonly runtime: Runtime;
  readonly intent: Intent;
  readonly patience: Patience;
  readonly candidates: readonly Candidate[];
  readonly onUnknown: OnUnknown;
  readonly maxUsd: number | undefined;
  readonly maxRetries: number;
  /** Whether to wait for the images, or only until the jobs are accepted. */
  readonly isCollecting: boolean;
  /** Why parts are not settled although we have stopped waiting. */
  readonly problems: { readonly provider: string; readonly error: UnikreaError }[];
  /** What was thrown that is nobody's word about the request: mistakes in the code. */
  readonly bugs: unknown[];
  /** The request with its images in the form that a provider takes, made once for each. */
  prepare(candidate: Candidate): Promise<CanonicalRequest>;
  /** Tells the caller how far it is. */
  report(phase: Progress["phase"], provider?: string, pending?: PendingOutcome): void;
}
