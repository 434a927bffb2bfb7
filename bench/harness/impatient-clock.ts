import { type Clock, systemClock } from "@unikrea/core/provider";

/** Longer than any pause between two looks at a job that is done at once, shorter than any time-out. */
const LONGEST_PAUSE_MS = 5000;

/**
 * A clock on which the pauses between looks take no time and everything else does, so that a job that is done at once
 * shows what a call costs and not how long we wait before we look.
 */
export function impatientClock(): Clock {
  let skippedMs = 0;
  return {
    now: () => systemClock.now() + skippedMs,
    wallTime: () => systemClock.wallTime() + skippedMs,
    setTimer(callback, delayMs) {
      if (delayMs > LONGEST_PAUSE_MS) return systemClock.setTimer(callback, delayMs);
      const immediate = setImmediate(() => {
        skippedMs += Math.max(delayMs, 0);
        callback();
      });
      return () => clearImmediate(immediate);
    },
  };
}
