import type { Model } from "./model.ts";
import type { Random } from "./random.ts";

/**
 * Median milliseconds of one generation. Krea publishes no figures; these sit inside what others measured
 * (medium 12–25 s, large 25–60 s, turbo 3–15 s; Cloudflare's catalogue says about 4 s for turbo).
 */
const realisticMedianMs = {
  "krea-2-medium": 14_000,
  "krea-2-large": 36_000,
  "krea-2-medium-turbo": 4_500,
} as const satisfies Record<Model, number>;

/** Spread of the log-normal jitter; with it nine of ten generations fall within ±45 % of the median. */
const sigma = 0.22;

/** Chooses how long a generation takes, in whole milliseconds of the emulator's clock. */
export type Latency = (model: Model) => number;

/**
 * Makes the latency source of one emulator. A median given in `fixedMs` is taken exactly, without jitter,
 * so that a test can say when a job ends; everything is divided by `speed`.
 */
export function createLatency(
  random: Random,
  speed: number,
  fixedMs: Partial<Record<Model, number>> = {},
): Latency {
  return (model) => {
    const fixed = fixedMs[model];
    if (fixed !== undefined) return Math.round(fixed / speed);
    const jitter = Math.exp(sigma * Math.max(-2.5, Math.min(2.5, random.normal())));
    return Math.round((realisticMedianMs[model] * jitter) / speed);
  };
}
