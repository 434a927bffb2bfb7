import type { Clock } from "@unikrea/core";

/**
 * A clock for real sockets. While bytes move, time goes on in small steps; when nothing moves any more, it jumps to the next
 * timer. A minute of waiting costs no minute, and a machine that is slow makes nothing late.
 */
export interface PacedClock {
  /** Milliseconds on a line that never runs backwards. */
  now(): number;
  wallTime(): number;
  /** A side of the story, with timers of its own. `onUse` of the service's side counts as movement. */
  side(which: "client" | "service"): Side;
  /** Something has moved: bytes, or somebody who looks at the time. */
  stir(): void;
  /** Bytes are on their way until the function that this gives is called: those of a new exchange, or more of one. */
  open(isMore?: boolean): () => void;
  /** Lets time go on until the promise is settled, and gives what it brought. */
  drive<Result>(promise: Promise<Result>): Promise<Result>;
  /** Lets this much time pass. */
  pass(ms: number): Promise<void>;
  /** Time passes at once, as when the machine slept or the event loop was blocked: everything due fires late. */
  stall(ms: number): void;
  /** Exchanges under way. */
  readonly exchanges: number;
}

export interface Side extends Clock {
  /** Timers that are waiting. */
  readonly pending: number;
}

interface Timer {
  readonly at: number;
  readonly callback: () => void;
}

const STEP_MS = 5;
/** Bytes that trickle without an end must not hold time up for ever. */
const LONGEST_STEP_MS = 1000;
const TURNS_PER_DOUBLING = 40;
/** Turns of the event loop without any movement after which bytes count as stuck: first quick ones, then of 1 ms. */
const QUICK_TURNS = 4;
const QUIET_TURNS = 10;
/** Turns that code which awaits no bytes gets before time jumps. */
const IDLE_TURNS = 2;
/** A promise that never settles must fail the run, not hang it. */
const MOST_JUMPS = 200_000;
const MOST_WAITS = 5000;
const NEVER = Number.POSITIVE_INFINITY;

export function pacedClock(startMs = Date.UTC(2026, 0, 1)): PacedClock {
  let now = 0;
  let exchanges = 0;
  let quiet = 0;
  let busy = 0;
  const timers = { client: new Set<Timer>(), service: new Set<Timer>() };
  const stir = () => {
    quiet = 0;
  };
  const firstOf = (set: ReadonlySet<Timer>) => {
    let first: Timer | undefined;
    for (const timer of set) if (!first || timer.at < first.at) first = timer;
    return first;
  };
  const fire = (set: Set<Timer>, timer: Timer) => {
    set.delete(timer);
    now = Math.max(now, timer.at);
    stir();
    timer.callback();
  };
  /** Moves to `end` at most: past the service's timers, which fire on the way, but not past the client's. */
  const move = (end: number) => {
    const own = firstOf(timers.client);
    const stop = Math.min(end, own?.at ?? end);
    for (let due = firstOf(timers.service); due && due.at <= stop; due = firstOf(timers.service))
      fire(timers.service, due);
    now = Math.max(now, stop);
    if (own && own.at <= now) fire(timers.client, own);
  };
  const turn = () =>
    new Promise<void>((resolve) => {
      if (quiet < QUICK_TURNS) setImmediate(resolve);
      else setTimeout(resolve, 1);
    });

  const side = (which: "client" | "service"): Side => ({
    now() {
      if (which === "service") stir();
      return now;
    },
    wallTime: () => startMs + now,
    setTimer(callback, delayMs) {
      const timer = { at: now + Math.max(delayMs, 0), callback };
      timers[which].add(timer);
      return () => timers[which].delete(timer);
    },
    get pending() {
      return timers[which].size;
    },
  });

  const drive = async <Result>(promise: Promise<Result>): Promise<Result> => {
    let isSettled = false;
    const mark = () => {
      isSettled = true;
    };
    promise.then(mark, mark);
    for (let jumps = 0, waits = 0; jumps < MOST_JUMPS && waits < MOST_WAITS; ) {
      await turn();
      if (isSettled) return promise;
      quiet += 1;
      busy += 1;
      if (exchanges > 0 && quiet < QUIET_TURNS) {
        move(now + Math.min(STEP_MS * 2 ** Math.floor(busy / TURNS_PER_DOUBLING), LONGEST_STEP_MS));
        continue;
      }
      if (quiet < IDLE_TURNS) continue;
      const next = Math.min(firstOf(timers.client)?.at ?? NEVER, firstOf(timers.service)?.at ?? NEVER);
      if (next === NEVER) {
        waits += 1;
        continue;
      }
      jumps += 1;
      move(next);
    }
    throw new Error("the promise did not settle although time went on");
  };

  return {
    now: () => now,
    wallTime: () => startMs + now,
    side,
    stir,
    open(isMore = false) {
      const begin = () => {
        if (!isMore) busy = 0;
        stir();
      };
      exchanges += 1;
      begin();
      let isOpen = true;
      return () => {
        if (!isOpen) return;
        isOpen = false;
        exchanges -= 1;
        begin();
      };
    },
    drive,
    async pass(ms) {
      const own = side("client");
      await drive(new Promise<void>((resolve) => void own.setTimer(resolve, ms)));
    },
    stall(ms) {
      const end = now + ms;
      for (const set of [timers.client, timers.service]) {
        for (let due = firstOf(set); due && due.at <= end; due = firstOf(set)) {
          set.delete(due);
          now = end;
          due.callback();
        }
      }
      now = end;
    },
    get exchanges() {
      return exchanges;
    },
  };
}
