import type { Clock } from "./clock.ts";

/** Thrown into every held answer when the emulator is closed or reset: the caller sees a dropped connection. */
export class Interrupted extends Error {
  override readonly name = "Interrupted";
}

/** Timers of one emulator, so that all of them can be taken back together. */
export interface Timers {
  /** Calls `callback` at the instant `atMs` (at once if it has passed); returns a function that takes it back. */
  at(atMs: number, callback: () => void): () => void;
  /** Resolves at the instant `atMs`, never if that is Infinity; rejects with {@link Interrupted} when cleared first. */
  until(atMs: number): Promise<void>;
  /** Takes every timer back and interrupts everyone who waits. */
  clear(): void;
}

/** Keeps the timers of one emulator on `clock`. */
export function createTimers(clock: Clock): Timers {
  const live = new Set<{ cancel: () => void; interrupt?: (reason: Interrupted) => void }>();

  const at = (atMs: number, callback: () => void, interrupt?: (reason: Interrupted) => void) => {
    let cancelTimer = () => {};
    const entry = {
      cancel() {
        live.delete(entry);
        cancelTimer();
      },
      ...(interrupt ? { interrupt } : {}),
    };
    live.add(entry); // before the timer is set: a clock that drives itself may fire it at once
    const arm = (delayMs: number) => {
      cancelTimer = clock.setTimer(() => {
        // Timers may fire a millisecond early, and an answer must not come before its charge is due.
        if (clock.now() < atMs) return arm(1);
        live.delete(entry);
        callback();
      }, delayMs);
    };
    arm(Math.max(0, Math.ceil(atMs - clock.now())));
    return () => entry.cancel();
  };

  return {
    at: (atMs, callback) => at(atMs, callback),
    until(atMs) {
      if (atMs <= clock.now()) return Promise.resolve();
      return new Promise((resolve, reject) => {
        if (atMs === Number.POSITIVE_INFINITY) live.add({ cancel: () => {}, interrupt: reject });
        else at(atMs, resolve, reject);
      });
    },
    clear() {
      for (const entry of [...live]) {
        entry.cancel();
        live.delete(entry);
        entry.interrupt?.(new Interrupted("the emulator was closed or reset"));
      }
    },
  };
}
