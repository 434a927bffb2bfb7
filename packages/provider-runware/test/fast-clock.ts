import type { Clock } from "@unikrea/core";

/** Real time that goes 20 times as fast: for tests on sockets, which no clock of ours can drive. */
export function fastClock(factor = 20): Clock {
  const startedAt = performance.now();
  const startMs = Date.now();
  const now = () => (performance.now() - startedAt) * factor;
  return {
    now,
    wallTime: () => startMs + now(),
    setTimer(callback, delayMs) {
      const timer = setTimeout(callback, Math.min(delayMs / factor, 2 ** 31 - 1));
      return () => clearTimeout(timer);
    },
  };
}
