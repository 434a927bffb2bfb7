import type { Clock } from "@unikrea/core/ledger";

/** Days pass in minutes: time goes so many times faster, and the same for every process that is told the same beginning. */
export function hastyClock(beganAt: number, speed: number): Clock {
  const wallTime = () => beganAt + (Date.now() - beganAt) * speed;
  return {
    now: () => performance.now() * speed,
    wallTime,
    setTimer(callback, delayMs) {
      const timer = setTimeout(callback, Math.min(delayMs, 1e9) / speed);
      return () => clearTimeout(timer);
    },
  };
}
