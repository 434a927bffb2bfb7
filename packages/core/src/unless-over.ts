import type { Clock } from "./clock.ts";

/** How long somebody waits, and what is thrown when that is over. */
export interface TimeLimit {
  readonly clock: Clock;
  readonly timeoutMs: number;
  late(): unknown;
}

/**
 * The result of `running`, unless `over` fires or its time ends first: then the reason of the one, or the error of the
 * other, is thrown. What is running goes on, and is not heard of again.
 */
export async function unlessOver<Result>(
  running: Promise<Result>,
  over: AbortSignal | undefined,
  limit?: TimeLimit,
): Promise<Result> {
  let stop = () => {};
  let cancelTimer = () => {};
  const stopped = new Promise<never>((_, reject) => {
    stop = () => reject(over?.reason);
    if (over?.aborted) return stop();
    over?.addEventListener("abort", stop, { once: true });
    if (limit) cancelTimer = limit.clock.setTimer(() => reject(limit.late()), limit.timeoutMs);
  });
  try {
    return await Promise.race([running, stopped]);
  } finally {
    cancelTimer();
    over?.removeEventListener("abort", stop);
  }
}
