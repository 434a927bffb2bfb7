import type { Clock } from "../src/clock.ts";

/** A clock that only moves when it is told to. */
export interface FakeClock extends Clock {
  /** Moves on by `ms`, firing what falls due, in order, and letting everything in between settle. */
  advance(ms: number): Promise<void>;
  /** Timers that are set. */
  pending(): number;
}

/** Lets promises and streams that are already under way run on, without passing any time. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 6; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

export function createFakeClock(startMs = Date.UTC(2026, 10, 21, 12)): FakeClock {
  let nowMs = startMs;
  let timers: { atMs: number; callback: () => void }[] = [];
  return {
    now: () => nowMs,
    setTimer(callback, delayMs) {
      const timer = { atMs: nowMs + delayMs, callback };
      timers.push(timer);
      return () => {
        timers = timers.filter((other) => other !== timer);
      };
    },
    pending: () => timers.length,
    async advance(ms) {
      const untilMs = nowMs + ms;
      await settle();
      for (;;) {
        const due = timers
          .filter((timer) => timer.atMs <= untilMs)
          .sort((left, right) => left.atMs - right.atMs)[0];
        if (!due) break;
        timers = timers.filter((timer) => timer !== due);
        nowMs = Math.max(nowMs, due.atMs);
        due.callback();
        await settle();
      }
      nowMs = untilMs;
      await settle();
    },
  };
}
