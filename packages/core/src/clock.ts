/**
 * Time, as the rest of the code sees it. Everything that waits or measures takes a `Clock`, so tests drive time
 * instead of sleeping through it.
 */
export interface Clock {
  /** Milliseconds on a line that never runs backwards. For durations and deadlines only. */
  now(): number;
  /** Milliseconds since the epoch, as the machine's calendar has it. For time stamps only. */
  wallTime(): number;
  /** Calls back once after `delayMs`. The returned function cancels. */
  setTimer(callback: () => void, delayMs: number): () => void;
}

/** The longest delay that timers of JavaScript engines can hold; anything above fires at once. */
export const MAX_TIMER_MS = 2 ** 31 - 1;

/** The platform's clock. */
export const systemClock: Clock = {
  now: () => performance.now(),
  wallTime: () => Date.now(),
  setTimer(callback, delayMs) {
    const timer = setTimeout(callback, Math.min(Math.max(delayMs, 0), MAX_TIMER_MS));
    return () => clearTimeout(timer);
  },
};

/** Resolves after `delayMs`, or rejects with the signal's reason as soon as it aborts. */
export function sleep(clock: Clock, delayMs: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason);
    const cancelTimer = clock.setTimer(() => {
      signal?.removeEventListener("abort", onAbort);
      resolve();
    }, delayMs);
    const onAbort = () => {
      cancelTimer();
      reject(signal?.reason);
    };
    signal?.addEventListener("abort", onAbort, { once: true });
  });
}
