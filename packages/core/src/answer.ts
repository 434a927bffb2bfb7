import { type ErrorCode, type ErrorDetails, type OutcomeClass, type Phase, UnikreaError } from "./error.ts";
import type { HttpAnswer } from "./http.ts";
import { scrub } from "./redact.ts";

/** The body as JSON, whatever its content type says, or `undefined` when it is not JSON. */
export function jsonOf(answer: HttpAnswer): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(answer.bytes));
  } catch {
    return undefined;
  }
}

/** What a provider's own error table knows about an answer. Whatever it leaves out follows from the status. */
export interface Verdict {
  code?: ErrorCode | undefined;
  outcome?: OutcomeClass | undefined;
  /** The provider's words. Shown scrubbed, and marked as the provider's. */
  message?: string | undefined;
  hint?: string | undefined;
  retryable?: boolean | undefined;
  requestId?: string | undefined;
}

/** Where a paid request stands when the answer has this status, unless the provider's table knows better. */
function verdictFor(status: number): { code: ErrorCode; outcome: OutcomeClass } {
  // Errors of a CDN's edge that say it could not reach the service at all.
  if ([425, 521, 523, 525, 526].includes(status))
    return { code: "provider_unavailable", outcome: "not_sent" };
  // A time-out and a conflict may both come after the work has begun, and so may any failure of the server.
  if (status >= 500 || status === 408 || status === 409)
    return { code: "outcome_unknown", outcome: "unknown" };
  const refusals: Record<number, ErrorCode> = {
    401: "authentication",
    403: "authentication",
    402: "insufficient_credits",
    429: "rate_limited",
  };
  return { code: refusals[status] ?? "request_rejected", outcome: "refused" };
}

/** Turns an answer that is not a success into an error. */
export function errorFromAnswer(
  provider: string,
  phase: Phase,
  answer: HttpAnswer,
  verdict: Verdict = {},
  secrets: readonly string[] = [],
): UnikreaError {
  const { status, headers } = answer;
  const usual = verdictFor(status);
  const { code = usual.code, outcome = usual.outcome } = verdict;
  const words = scrub(verdict.message ?? textOf(answer), secrets);
  const details: ErrorDetails = {
    phase,
    provider,
    status,
    hint: verdict.hint,
    retryable: verdict.retryable,
    requestId: verdict.requestId,
    retryAfterMs: retryAfterMs(headers),
  };
  const said = `${provider} answered ${status}${words ? `: ${words}` : ""}`;
  if (phase === "submit") return new UnikreaError(code, said, { ...details, outcome });
  // Nothing but a submission can cost money. What is unclear on a free call is only unavailable.
  return new UnikreaError(code === "outcome_unknown" ? "provider_unavailable" : code, said, details);
}

/** Plain text of a body for a message; markup is not for reading. */
function textOf({ bytes }: HttpAnswer): string {
  const text = new TextDecoder().decode(bytes.subarray(0, 1000));
  return text.trimStart().startsWith("<") ? "a page of HTML or XML" : text;
}

/** `Retry-After` in seconds or as a date, or `retry-after-ms`. Anything that is no delay counts as absent. */
function retryAfterMs(headers: Headers): number | undefined {
  const exact = headers.get("retry-after-ms");
  const value = exact ?? headers.get("retry-after");
  if (value === null || value.trim() === "") return undefined;
  const amount = Number(value) * (exact === null ? 1000 : 1);
  // A date is held against the server's own clock: ours may be wrong.
  const delay = Number.isNaN(amount) ? Date.parse(value) - Date.parse(headers.get("date") ?? "") : amount;
  return Number.isFinite(delay) && delay >= 0 ? delay : undefined;
}
