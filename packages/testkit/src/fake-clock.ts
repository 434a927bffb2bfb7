import type { Clock } from "@unikrea/core";

/** A clock that stands still until a test moves it. */
export interface FakeClock extends Clock {
  /** Moves time by `ms`, calling the timers that fall due on the way, each at its own time. */
  advance(ms: number): Promise<void>;
  /** Jumps from timer to timer until the promise is settled, and gives what it brought. */
  settle<Result>(promise: Promise<Result>): Promise<Result>;
  /** Keeps `settle` from moving time while this is under way: an exchange over a real socket, for one. */
  hold<Result>(work: Promise<Result>): Promise<Result>;
  /** Moves the calendar without the line of durations, as a user or a time server does. */
  shiftCalendar(ms: number): void;
  /** Timers that are waiting. Zero when everything was cleaned up. */
  readonly pendingTimers: number;
}

interface Timer {
  readonly at: number;
  readonly callback: () => void;
}

/** More jumps than any honest test needs: a loop that never ends fails instead of hanging. */
const MAX_JUMPS = 20_000;
/** How often, a millisecond apart, `settle` looks whether the world has moved while no time passes. */
const MAX_WAITS = 4000;

/** Makes a clock that starts at `startMs` since the epoch. */
export function fakeClock(startMs = Date.UTC(2026, 0, 1)): FakeClock {
  let now = 0;
  let calendar = startMs;
  let held = 0;
  const timers = new Set<Timer>();

  const next = () => {
    let first: Timer | undefined;
    // Of those due at the same time the one that was set first.
    for (const timer of timers) if (!first || timer.at < first.at) first = timer;
    return first;
  };
  const fire = (timer: Timer) => {
    timers.delete(timer);
    now = Math.max(now, timer.at);
    timer.callback();
  };

  return {
    now: () => now,
    wallTime: () => calendar + now,
    setTimer(callback, delayMs) {
      const timer = { at: now + Math.max(delayMs, 0), callback };
      timers.add(timer);
      return () => timers.delete(timer);
    },
    async advance(ms) {
      const end = now + ms;
      await idle();
      for (let timer = next(); timer && timer.at <= end; timer = next()) {
        fire(timer);
        await idle();
      }
      now = end;
    },
    async settle(promise) {
      let isSettled = false;
      const mark = () => {
        isSettled = true;
      };
      promise.then(mark, mark);
      for (let jumps = 0, waits = 0; jumps < MAX_JUMPS && waits < MAX_WAITS; ) {
        await idle();
        if (isSettled) return promise;
        const timer = held === 0 ? next() : undefined;
        if (timer) {
          jumps++;
          fire(timer);
        } else {
          // Nothing waits for time, so something waits for the world: a socket on loopback.
          waits++;
          await new Promise((resolve) => setTimeout(resolve, 1));
        }
      }
      throw new Error("the promise did not settle although time went on");
    },
    async hold(work) {
      held++;
      try {
        return await work;
      } finally {
        held--;
      }
    },
    shiftCalendar(ms) {
      calendar += ms;
    },
    get pendingTimers() {
      return timers.size;
    },
  };
}

/** Lets everything that waits for no timer go as far as it can: promises, streams, in-process fetches. */
async function idle(): Promise<void> {
  for (let turn = 0; turn < 4; turn++) await new Promise((resolve) => setImmediate(resolve));
}
