import { type Phase, UnikreaError } from "./error.ts";
import { scrub } from "./redact.ts";
import type { CallContext } from "./transport.ts";
import { readTransportError, TransportFailure } from "./transport-failure.ts";
import { unlessOver } from "./unless-over.ts";

/** How much later than the HTTP door's own timer ours fires. */
const GRACE_MS = 1000;

/** The HTTP door keeps the time already. This is for what comes before it, such as a key that is fetched and never comes. */
export function withinTime<Result>(
  running: Promise<Result>,
  { clock, signal, timeoutMs }: CallContext,
): Promise<Result> {
  return unlessOver(running, signal, {
    clock,
    timeoutMs: timeoutMs + GRACE_MS,
    late: () => new TransportFailure(`no answer within ${timeoutMs / 1000} s`),
  });
}

/** A request that got no usable answer, said in terms of money. */
export function transportError(provider: string, phase: Phase, error: unknown): UnikreaError {
  const isFailure = error instanceof TransportFailure;
  const text = isFailure ? error.message : scrub(readTransportError(error).text);
  if (phase !== "submit" || (isFailure && error.isUnsent)) {
    return new UnikreaError("provider_unavailable", `${provider} could not be reached: ${text}`, {
      phase,
      provider,
    });
  }
  const hint = "it may be billed: look at the provider's own list of jobs before you pay again";
  const details = { phase, provider, outcome: "unknown", hint } as const;
  return new UnikreaError("outcome_unknown", `${provider} may have accepted the request: ${text}`, details);
}
