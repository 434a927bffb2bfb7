import type { Billed, ErrorCode, OutcomeClass } from "./error.ts";

/** One try at one provider. A request for several images may need several. */
export interface Attempt {
  readonly provider: string;
  readonly model: string;
  /** Images asked for in this attempt. */
  readonly n: number;
  readonly outcome: OutcomeClass;
  readonly billed: Billed;
  /** Set when the attempt did not bring every image. */
  readonly code: ErrorCode | undefined;
  readonly message: string | undefined;
  /** The provider's own id of the exchange that failed, for its support desk. */
  readonly requestId: string | undefined;
  /** True when the answer was lost and the job was told by elimination: the only one that it can be. */
  readonly isInferred: boolean;
  /** What it cost, in dollars, images that were billed and did not come included. `undefined` when that is not known. */
  readonly usd: number | undefined;
  /** What it may cost in addition, because nobody can say whether it is billed. */
  readonly atRiskUsd: number | undefined;
  /** When it was sent, as an ISO 8601 date. */
  readonly startedAt: string;
  /** From sending to the provider's last word, in milliseconds. Missing while that is not there. */
  readonly durationMs: number | undefined;
  /** From sending until it was first seen running. Missing for a provider that answers with the image. */
  readonly queuedMs: number | undefined;
  /** From then on to the provider's last word. */
  readonly runningMs: number | undefined;
  /** How often the job was asked about. */
  readonly polls: number;
}
