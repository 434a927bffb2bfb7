import { hazardAt, type Lognormal, spreadOf } from "./lognormal.ts";
import { mean, quantile } from "./statistic.ts";

/** How long to wait before the next question, when the last answer came this long after the submission. */
export type Schedule = (elapsedMs: number) => number;

/** How a job was watched to its end. */
export interface Sight {
  readonly polls: number;
  /** From the end of the job to the answer that tells it. */
  readonly lagMs: number;
  /** When the client believes that it ended: in the middle between the last two answers. */
  readonly believedMs: number;
}

/** Watches one job. The service looks when the question leaves, so a whole round trip is in the lag: the worse case. */
export function watch(finishMs: number, roundTripMs: number, next: Schedule): Sight {
  let answeredAt = 0;
  for (let polls = 1; ; polls++) {
    const before = answeredAt;
    const askedAt = before + next(before);
    answeredAt = askedAt + roundTripMs;
    if (askedAt < finishMs) continue;
    return { polls, lagMs: answeredAt - finishMs, believedMs: (before + answeredAt) / 2 };
  }
}

/** What watching many jobs cost. */
export interface Summary {
  readonly polls: number;
  readonly lagMeanMs: number;
  readonly lagP50Ms: number;
  readonly lagP95Ms: number;
}

export function summarize(sights: readonly Sight[]): Summary {
  const lags = sights.map(({ lagMs }) => lagMs);
  return {
    polls: mean(sights.map(({ polls }) => polls)),
    lagMeanMs: mean(lags),
    lagP50Ms: quantile(lags, 0.5),
    lagP95Ms: quantile(lags, 0.95),
  };
}

/** Asks at a fixed interval after each answer. */
export const every =
  (intervalMs: number): Schedule =>
  () =>
    intervalMs;

/**
 * The best schedule that there can be for so many polls: it knows the distribution, and asks at the density
 * `sqrt(c · hazard / 2)` (Barlow, Hunter and Proschan 1963; Keller 1974), with the `c` that costs as many.
 */
export function bestFor(distribution: Lognormal, polls: number, roundTripMs: number): Schedule {
  const durations = spreadOf(distribution, 60);
  let low = -7;
  let high = 1;
  for (let step = 0; step < 14; step++) {
    const middle = (low + high) / 2;
    const schedule = withDensity(distribution, 10 ** middle);
    const cost = mean(durations.map((finishMs) => watch(finishMs, roundTripMs, schedule).polls));
    if (cost < polls) low = middle;
    else high = middle;
  }
  return withDensity(distribution, 10 ** low);
}

const STEP_MS = 5;

function withDensity(distribution: Lognormal, c: number): Schedule {
  return (elapsedMs) => {
    const end = elapsedMs + 2 * distribution.medianMs;
    let at = elapsedMs;
    for (let due = 0; due < 1 && at < end; at += STEP_MS)
      due += STEP_MS * Math.sqrt((c * hazardAt(distribution, at + STEP_MS)) / 2);
    return at - elapsedMs;
  };
}
