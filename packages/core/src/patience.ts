import type { Listen } from "./abort.ts";
import type { Clock } from "./clock.ts";
import { UnikreaError } from "./error.ts";

/** How long one call may go on. */
export interface Patience {
  /** On the clock's line. */
  readonly startedAt: number;
  readonly deadlineAt: number;
  /** The caller's own signal, if any. */
  readonly signal: AbortSignal | undefined;
  /** Fires when the caller aborts or the deadline passes, with the reason. For what may be dropped without a trace. */
  readonly over: AbortSignal;
  /** Lets go of the timer and the listener. */
  end(): void;
}

/** Starts the one clock of a call. */
export function startPatience(
  clock: Clock,
  listen: Listen,
  signal: AbortSignal | undefined,
  timeoutMs: number,
): Patience {
  const over = new AbortController();
  const startedAt = clock.now();
  const deadlineAt = startedAt + timeoutMs;
  if (signal?.aborted) over.abort(signal.reason);
  const stopListening = listen(signal, () => over.abort(signal?.reason));
  const timeout = () =>
    over.abort(
      new UnikreaError("timeout", `The time was over (${timeoutMs / 1000} s) before anything was sent`),
    );
  const cancelTimer = clock.setTimer(timeout, timeoutMs);
  return {
    startedAt,
    deadlineAt,
    signal,
    over: over.signal,
    end() {
      cancelTimer();
      stopListening();
    },
  };
}
