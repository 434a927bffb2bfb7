/**
 * Where the emulator gets its time. Pass your own to drive time by hand in tests: every job, bill entry,
 * held answer and expiry follows `now()`, and nothing here reads the system clock behind its back.
 */
export interface Clock {
  /** Milliseconds since the Unix epoch. */
  now(): number;
  /** Calls `callback` once, `delayMs` from now; the function returned takes the timer back. */
  setTimer(callback: () => void, delayMs: number): () => void;
}

/** The longest delay `setTimeout` honours: one millisecond more and it fires at once. */
const longestTimeoutMs = 2 ** 31 - 1;

/** Real time. Delays longer than 24.8 days are slept in stretches. */
export const realClock: Clock = {
  now: () => Date.now(),
  setTimer(callback, delayMs) {
    let timeout: ReturnType<typeof setTimeout>;
    const sleep = (leftMs: number) => {
      const stretchMs = Math.min(leftMs, longestTimeoutMs);
      timeout = setTimeout(() => {
        if (leftMs > stretchMs) sleep(leftMs - stretchMs);
        else callback();
      }, stretchMs);
    };
    sleep(Math.max(0, delayMs));
    return () => clearTimeout(timeout);
  },
};

/** The instant as the services write it: ISO 8601, UTC, milliseconds. */
export function isoTime(timeMs: number): string {
  if (timeMs !== latest.timeMs) latest = { timeMs, text: new Date(timeMs).toISOString() };
  return latest.text;
}

/** Much happens in the same millisecond, above all where time is virtual. */
let latest = { timeMs: 0, text: new Date(0).toISOString() };
