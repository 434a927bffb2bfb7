import type { LiveContext } from "./context.ts";

/** What was waited for, and how long it took, in milliseconds. */
export interface Sighting<Value> {
  readonly value: Value;
  readonly afterMs: number;
}

/** Looks again and again until there is something to see, or the time is over. The first look is at once. */
export async function waitFor<Value>(
  { clock, sleep }: LiveContext,
  { everyMs, forMs }: { everyMs: number; forMs: number },
  look: () => Promise<Value | undefined>,
): Promise<Sighting<Value> | undefined> {
  const start = clock.now();
  for (;;) {
    const value = await look();
    const afterMs = Math.round(clock.now() - start);
    if (value !== undefined) return { value, afterMs };
    if (afterMs + everyMs > forMs) return undefined;
    await sleep(everyMs);
  }
}

/** Milliseconds for people. */
export const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;

const DAY_MS = 86_400_000;

/** An age for people. */
export const age = (ms: number): string =>
  ms >= DAY_MS ? `${(ms / DAY_MS).toFixed(1)} days` : `${(ms / 3_600_000).toFixed(1)} hours`;

/** Old enough to say what a day does to it. */
export const isDayOld = (ms: number): boolean => ms >= DAY_MS;
