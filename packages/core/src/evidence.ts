/** What one line of the classifier rests on. For the documents: no code goes by it. */
export interface Evidence {
  /** Who says so, or where it was seen, with a date where it has one. */
  readonly source: string;
  /** Ids of the checks of `pnpm live` that ask the service itself: what it rests on is unproved until they have. */
  readonly checks?: readonly string[] | undefined;
}

/** How a job can end without its image. */
export type Ending = "failed" | "moderated" | "canceled" | "empty";

/** What a provider's lines rest on, beside what core has for all of them. */
export interface ProviderEvidence {
  /** By the status of the answer to a submission. */
  readonly statuses: Readonly<Record<number, Evidence>>;
  /** That a submission whose answer was lost can be told from all others. */
  readonly lost: Evidence;
  /** What is billed then. Missing where it cannot happen. */
  readonly endings: { readonly [ending in Ending]?: Evidence };
}

const group = (statuses: readonly number[], source: string): [number, Evidence][] =>
  statuses.map((status) => [status, { source }]);

/** What the verdict on a status rests on when no provider says more. */
export const STATUS_EVIDENCE: Readonly<Record<number, Evidence>> = Object.fromEntries([
  ...group([301, 307], "no redirect is followed, so the order went nowhere else"),
  ...group([400, 404, 405, 410, 413, 415, 422], "RFC 9110: the request itself is refused"),
  ...group([401, 402, 403], "RFC 9110: key, money and permission are asked for first"),
  ...group([408, 409], "RFC 9110: may come after the work has begun, so the worse is taken"),
  ...group([425], "RFC 8470: the service did not want to begin"),
  ...group([429], "RFC 6585: refused for how often it was asked"),
  ...group([500, 502, 503, 504], "RFC 9110: says nothing of the work, so the worse is taken"),
  ...group([520, 522, 524], "Cloudflare's list of 5xx: the service was reached, so the worse is taken"),
  ...group([521, 523, 525, 526], "Cloudflare's list of 5xx: the edge did not reach the service"),
]);
