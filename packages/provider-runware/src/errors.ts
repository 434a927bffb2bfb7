import {
  type ErrorCode,
  errorFromAnswer,
  type HttpAnswer,
  type Phase,
  type UnikreaError,
  type Verdict,
} from "@unikrea/core/provider";
import type { RunwareFault } from "./wire.ts";

/**
 * What a code says about a task that was submitted. `refused`: before any work. `ended`: it was taken and failed.
 * `open`: it may well be under way, and since its name is ours it can be asked about. `unclear`: nobody knows the code.
 */
type Meaning = "refused" | "ended" | "open" | "unclear";

/**
 * Families of codes, with the first that fits. They are the categories of Runware's SDK of 2026-07-22, tested in its
 * order: quota, rate limit, safety, auth, timeout, not found, server, provider, validation. Before them stand two codes
 * that it counts as "not found". Two that it misses are in their family here: `timeoutProvider`, which is documented,
 * and a bare `rateLimit`.
 */
const FAMILIES: readonly (readonly [RegExp, ErrorCode, Meaning])[] = [
  [/^taskCancelled$/, "job_canceled", "ended"],
  [/^taskFailedOrNotFound$/, "job_failed", "open"],
  [/Credits|Quota|Balance|^quotaExceeded$|^paymentRequired$/, "insufficient_credits", "refused"],
  [/RateLimit|^rateLimit/, "rate_limited", "refused"],
  // Whether refused content is billed is not documented.
  [
    /ContentPolicy|^contentPolicy|^(sensitive|unsafe|nsfw)Content|^(prompt|image)Blocked|^moderation/,
    "content_rejected",
    "ended",
  ],
  [
    /ApiKey|^unauthorized|^forbidden|[pP]ermission|[aA]uthentication|Credentials|^token(Expired|Invalid|Missing|Revoked)|^(account|organization|workspace)(Suspended|Disabled)/,
    "authentication",
    "refused",
  ],
  [/Timeout|^timeout/, "job_failed", "open"],
  [/NotFound$|Expired$|^unknownModel$/, "request_rejected", "refused"],
  [/^(internalServer|standard|unknown)Error$|^(service|server)Unavailable$/, "job_failed", "open"],
  [
    /^inferenceError$|^processingFailed$|^taskFailed$|^(down|up)loadFailed$|^noAvailableServer$|^model(Unavailable|Disabled|NotReady)$|^provider/,
    "job_failed",
    "ended",
  ],
  [
    /^(invalid|missing|conflict|duplicate|unsupported|value|array|max)|^unknownParameter$|^incompatibleParameters$/,
    "request_rejected",
    "refused",
  ],
];

/** What a code stands for. Pure, and total: a code that no family knows is a failure of unclear standing. */
export function readCode({ code }: RunwareFault): { code: ErrorCode; meaning: Meaning } {
  const [, known, meaning] = FAMILIES.find(([pattern]) => pattern.test(textOf(code).slice(0, 100))) ?? [];
  return { code: known ?? "job_failed", meaning: meaning ?? "unclear" };
}

/** Runware's own words: code, message, and the fields it is about. */
export function wordsOf({ code, message, parameter }: RunwareFault): string {
  const fields = [parameter].flat().map(textOf).filter(Boolean).join(", ");
  return [textOf(code), textOf(message), fields && `(${fields})`].filter(Boolean).join(" ");
}

/** Text, and nothing of what only looks like it: turning a hostile object into text can throw. */
export const textOf = (value: unknown): string => (typeof value === "string" ? value : "");

/** Statuses that say by themselves that the request was turned away: key, money, permission, queue capacity. */
const REFUSALS = [401, 402, 403, 429];

/** True for statuses that speak of the exchange only, never of a task: 503 is capacity, 504 a wait that was too long. */
export const isAboutExchange = (status: number): boolean => status >= 500 || status === 408;

/** Where the task of a submission stands, with this fault in an answer of this status. */
export type Standing = "taken before" | "open" | "ended" | "refused" | "unknown";

/**
 * Reads one fault of the answer to a submission.
 *
 * Our UUIDs are random, so one that is taken was taken by ourselves: the first of two equal requests was accepted.
 * A time-out that names the task is what a synchronous wait ends with while the task goes on (docs of 2025).
 */
export function standingOf(fault: RunwareFault, status: number): Standing {
  const { parameter, taskUUID } = fault;
  const code = textOf(fault.code);
  const isTaken = parameter === "taskUUID" && !/^(invalid|missing)/.test(code);
  if (code === "conflictTaskUUID" || isTaken) return "taken before";
  const isLate = taskUUID != null && /timeout/i.test(code);
  if (isAboutExchange(status)) return isLate ? "open" : "unknown";
  if (REFUSALS.includes(status)) return "refused";
  const { meaning } = readCode(fault);
  // With a 400 nothing was accepted, whatever the code; within a 200 something may have been.
  if (meaning === "unclear") return status < 300 ? "open" : "refused";
  return meaning;
}

const HINTS: { readonly [code in ErrorCode]?: string } = {
  request_rejected:
    "it passed our checks, so please report it; or an input image is gone: Runware deletes uploads 30 days after their last use",
};

/** An answer of Runware that is of no use, as an error. `fault` is the error inside it, if there is one. */
export function runwareError(
  answer: HttpAnswer,
  phase: Phase,
  fault: RunwareFault | undefined,
  secrets: readonly string[],
  taskUUID?: string,
): UnikreaError {
  const verdict = fault && {
    ...verdictOn(answer.status, phase, fault),
    message: wordsOf(fault) || undefined,
  };
  return errorFromAnswer("runware", phase, answer, { requestId: taskUUID, ...verdict }, secrets);
}

/** What core cannot tell from the status alone. */
function verdictOn(status: number, phase: Phase, fault: RunwareFault): Verdict {
  // 503 is said to be capacity, before any work. Until that is seen live it counts like any failure of the server.
  if (isAboutExchange(status)) return {};
  const { code, meaning } = readCode(fault);
  if (meaning === "refused") return { code, outcome: "refused", hint: HINTS[code] };
  // Of a free read such an error says nothing but that it did not work this time.
  return phase === "submit" || REFUSALS.includes(status) ? {} : { code: "provider_unavailable" };
}
