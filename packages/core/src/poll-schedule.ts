import { hazardPerMs, type Latency, MIN_SAMPLES, quantileMs } from "./latency.ts";

/** Catches jobs that fail at once, and turbo's quickest images. */
const FIRST_LOOK_MS = 1200;
/** The closest two looks may be. Krea asks for 2 to 5 s on average, which the schedule keeps over a job's life. */
const MIN_GAP_MS = 250;
/** Nothing is likely to be done before the fastest 2 % of jobs. */
const EARLIEST_Z = -2.05;
/** After the slowest 1 % what was learned says less and less: the job is slow in another way, or stuck. */
const LATEST_Z = 2.33;
/** What a millisecond of lateness is worth, in polls. At 20 s ± 15 % it buys about 0.4 s of lag for 11 polls. */
const POLLS_PER_MS = 0.033;

/** When to ask first, as a delay in milliseconds: a job that is older than this may long be done. */
export const firstLookMs = (elapsedMs: number): number => Math.max(FIRST_LOOK_MS - elapsedMs, 0);

/**
 * When to ask next about a job that has run for `elapsedMs`, as a delay in milliseconds.
 *
 * Knowing nothing, the gaps grow with the time that somebody has spent waiting for it: being 10 % late costs the same
 * patience at 5 s as at 50. For a job that was resumed, that is less than its age.
 * Once some jobs have been seen, asking is densest where the job is likely to finish now given that it has not: the
 * density that minimises lateness plus polls is `sqrt(c · hazard / 2)` (Barlow, Hunter and Proschan 1963; Keller 1974).
 * A job that has outlived all of them is asked about less and less, as if its time had only then begun.
 */
export function nextLookMs(elapsedMs: number, latency?: Latency, waitedMs = elapsedMs): number {
  // Not less than the gap: a remainder of nothing would be lost in rounding, and asked about again and again.
  if (elapsedMs < FIRST_LOOK_MS) return Math.max(firstLookMs(elapsedMs), MIN_GAP_MS);
  const patience = Math.max(800, waitedMs / 10);
  if (!latency || latency.count < MIN_SAMPLES) return patience;
  const earliest = quantileMs(latency, EARLIEST_Z);
  if (elapsedMs < earliest) return Math.max(earliest - elapsedMs, MIN_GAP_MS);
  const gap = Math.sqrt(2 / (POLLS_PER_MS * hazardPerMs(latency, elapsedMs)));
  const overdueMs = elapsedMs - quantileMs(latency, LATEST_Z);
  return Math.min(Math.max(gap, overdueMs / 10, MIN_GAP_MS), patience);
}
