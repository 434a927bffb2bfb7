import type { ErrorCode } from "./error.ts";
import type { JobFailure, JobPart } from "./job.ts";

/** Reasons that lie with one provider, so that another may well do it. */
const PROVIDERS_OWN: readonly ErrorCode[] = [
  "authentication",
  "missing_credentials",
  "insufficient_credits",
  "rate_limited",
  "provider_unavailable",
  "outcome_unknown",
  "queue_full",
  "job_failed",
  // Another may cost less.
  "budget_exceeded",
];
/** Statuses by which a provider says that the request itself is wrong, which it then is for all. */
const WRONG_EVERYWHERE = [400, 422];
/** What may be over in a moment, so that the same provider is worth another try. */
const PASSING: readonly ErrorCode[] = ["rate_limited", "provider_unavailable", "queue_full"];

/** What the caller said about paying for something that may be paid for already. */
export type OnUnknown = "report" | "wait" | "pay-again";

/**
 * Whether another paid attempt may be made in place of what failed: only when it is proved that the failed one costs
 * nothing, and when somebody else may do better. The one rule about money; everything else only follows it.
 */
export function mayMove({ code, outcome, billed, status }: JobFailure, onUnknown: OnUnknown): boolean {
  const isOwn =
    PROVIDERS_OWN.includes(code) ||
    // An address or a method that is not there, a body that is too large here: this provider's, or our, mistake.
    (code === "request_rejected" && !WRONG_EVERYWHERE.includes(status ?? 400));
  if (!isOwn) return false;
  return billed === "no" || (onUnknown === "pay-again" && outcome === "unknown");
}

/** The failures of a part whose images may be asked for elsewhere. */
function movingFailures({ outcome, isHandedOver = false }: JobPart, onUnknown: OnUnknown) {
  // A job that somebody canceled is not wanted any more, unless it was we who took it for stuck.
  const isOurs = ({ code, billed }: JobFailure) => isHandedOver && code === "job_canceled" && billed === "no";
  return (outcome?.failures ?? []).filter((failure) => mayMove(failure, onUnknown) || isOurs(failure));
}

/** Images of a part that may be asked for elsewhere. */
export const imagesToMove = (part: JobPart, onUnknown: OnUnknown): number =>
  movingFailures(part, onUnknown).reduce((sum, { n }) => sum + n, 0);

/**
 * The failures of a part that its call has to tell of: all but those that cost nothing and that a later part has taken
 * over. What may be billed is told of whatever came after.
 */
export function openFailures(part: JobPart, later: readonly JobPart[]): JobFailure[] {
  const end = part.index + part.n;
  const places = later.flatMap(({ index, n }) => Array.from({ length: n }, (_, at) => index + at));
  let taken = new Set(places.filter((place) => place >= part.index && place < end)).size;
  const moving = movingFailures(part, "report");
  return (part.outcome?.failures ?? []).filter((failure) => {
    if (!moving.includes(failure) || taken < failure.n) return true;
    taken -= failure.n;
    return false;
  });
}

/** The failure that says that the same provider may soon do it, if there is one. */
export const passingFailure = ({ outcome }: JobPart): JobFailure | undefined =>
  outcome?.failures.find(({ code, billed }) => billed === "no" && PASSING.includes(code));

/** Whether nobody knows if the provider has it: its answer was lost, or we crashed before it came. */
export function isLost({ token, outcome }: JobPart): boolean {
  if (token !== undefined) return false;
  return outcome === undefined || outcome.failures.some((failure) => failure.outcome === "unknown");
}
