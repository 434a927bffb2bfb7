import type { Clock } from "@unikrea/core";

/** A clock that stands still while anything can go on without it, and then jumps to the next timer. */
export interface VirtualClock extends Clock {
  /** Lets time pass until the promise is settled. @throws when nothing can settle it any more */
  run<Result>(work: Promise<Result>): Promise<Result>;
  /** Keeps time from passing while this is under way: drawing a picture, for one. */
  hold<Result>(work: Promise<Result>): Promise<Result>;
  /** Jumps ahead when nobody waits. */
  skip(ms: number): void;
}

interface Timer {
  readonly at: number;
  readonly callback: () => void;
}

/** Turns of the event loop in which promises, streams and in-process requests get as far as they can. */
const IDLE_TURNS = 8;
/** Milliseconds of real time that are waited for the world at most, in all. */
const MAX_WAITS = 20_000;

/** Makes a clock that starts at `startMs` since the epoch. */
export function virtualClock(startMs: number): VirtualClock {
  let now = 0;
  let held = 0;
  const timers = new Set<Timer>();
  return {
    now: () => now,
    wallTime: () => startMs + now,
    setTimer(callback, delayMs) {
      const timer = { at: now + Math.max(0, delayMs), callback };
      timers.add(timer);
      return () => void timers.delete(timer);
    },
    skip(ms) {
      now += ms;
    },
    async hold(work) {
      held++;
      try {
        return await work;
      } finally {
        held--;
      }
    },
    async run(work) {
      let isSettled = false;
      const mark = () => {
        isSettled = true;
      };
      work.then(mark, mark);
      for (let waits = 0; waits < MAX_WAITS; ) {
        for (let turn = 0; turn < IDLE_TURNS; turn++) await new Promise((resolve) => setImmediate(resolve));
        if (isSettled) return work;
        const next = held > 0 ? undefined : [...timers].sort((one, other) => one.at - other.at)[0];
        if (next) {
          timers.delete(next);
          now = Math.max(now, next.at);
          next.callback();
        } else {
          waits++;
          await new Promise((resolve) => setTimeout(resolve, 1));
        }
      }
      throw new Error("nothing moves any more, and the promise is not settled");
    },
  };
}
