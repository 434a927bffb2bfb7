/** A job's place in time. */
export interface Slot {
  /** When the job leaves the backlog; not before it was submitted. */
  startAtMs: number;
  /** When it reaches its last state; Infinity for a job that is stuck. */
  endAtMs: number;
  /** How long it runs. */
  readonly durationMs: number;
}

/** Decides when jobs start: first in, first out, `concurrency` at once. Nothing runs; it is arithmetic. */
export interface Schedule {
  /** Whether neither a free place nor room in the backlog is left. */
  isFull(nowMs: number): boolean;
  /** A slot for a job that runs `durationMs`. */
  admit(nowMs: number, durationMs: number): Slot;
  /** Ends a slot now and moves everything behind it up; the slots that moved are returned. */
  release(nowMs: number, slot: Slot): Slot[];
  clear(): void;
}

/** Makes a schedule for one workspace. */
export function createSchedule(
  concurrency = Number.POSITIVE_INFINITY,
  backlog = Number.POSITIVE_INFINITY,
): Schedule {
  let slots: Slot[] = [];

  const forgetFinished = (nowMs: number) => {
    slots = slots.filter((slot) => slot.endAtMs > nowMs);
  };

  /** Gives every waiting slot its start, in order; returns those whose start changed. */
  const arrange = (nowMs: number): Slot[] => {
    const running = slots.filter((slot) => slot.startAtMs <= nowMs);
    const free = running.map((slot) => slot.endAtMs).sort((left, right) => left - right);
    const moved: Slot[] = [];
    let busy = running.length;
    for (const slot of slots.filter((candidate) => candidate.startAtMs > nowMs)) {
      const startAtMs = busy < concurrency ? nowMs : Math.max(nowMs, free.shift() ?? nowMs);
      busy += 1;
      if (startAtMs !== slot.startAtMs) moved.push(slot);
      slot.startAtMs = startAtMs;
      slot.endAtMs = startAtMs + slot.durationMs;
      const place = free.findIndex((endAtMs) => endAtMs > slot.endAtMs);
      free.splice(place === -1 ? free.length : place, 0, slot.endAtMs);
    }
    return moved;
  };

  return {
    isFull(nowMs) {
      if (concurrency === Number.POSITIVE_INFINITY) return false;
      forgetFinished(nowMs);
      return slots.length >= concurrency + backlog;
    },
    admit(nowMs, durationMs) {
      const slot: Slot = { startAtMs: nowMs, endAtMs: nowMs + durationMs, durationMs };
      if (concurrency === Number.POSITIVE_INFINITY) return slot;
      forgetFinished(nowMs);
      if (slots.length >= concurrency) slot.startAtMs = Number.POSITIVE_INFINITY;
      slots.push(slot);
      arrange(nowMs);
      return slot;
    },
    release(nowMs, slot) {
      slot.endAtMs = nowMs;
      if (slot.startAtMs > nowMs) slot.startAtMs = nowMs;
      if (concurrency === Number.POSITIVE_INFINITY) return [];
      forgetFinished(nowMs);
      return arrange(nowMs);
    },
    clear() {
      slots = [];
    },
  };
}
