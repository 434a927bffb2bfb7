/** How long generations take, as far as anybody has measured: a lognormal. */
export interface Lognormal {
  readonly medianMs: number;
  /** Standard deviation over mean. */
  readonly cv: number;
}

const sigmaOf = ({ cv }: Lognormal) => Math.sqrt(Math.log(1 + cv * cv));

/** The duration that the part `q` of all jobs does not exceed. */
export const durationAt = (distribution: Lognormal, q: number): number =>
  distribution.medianMs * Math.exp(sigmaOf(distribution) * normalQuantile(q));

/** `count` durations, one from the middle of each of as many equal parts: no luck is involved. */
export const spreadOf = (distribution: Lognormal, count: number): number[] =>
  Array.from({ length: count }, (_, index) => durationAt(distribution, (index + 0.5) / count));

/** Chance per millisecond that a job that is still running after `elapsedMs` finishes now. */
export function hazardAt(distribution: Lognormal, elapsedMs: number): number {
  const sigma = sigmaOf(distribution);
  const z = Math.log(elapsedMs / distribution.medianMs) / sigma;
  const left = Math.max(1 - normalPart(z), 1e-6);
  return Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI) / (sigma * elapsedMs * left);
}

/** The part of a normal distribution below `z`; good to seven digits (Abramowitz and Stegun 7.1.26). */
function normalPart(z: number): number {
  const x = Math.abs(z) / Math.SQRT2;
  const t = 1 / (1 + 0.3275911 * x);
  const series =
    ((((1.061405429 * t - 1.453152027) * t + 1.421413741) * t - 0.284496736) * t + 0.254829592) * t;
  const erf = 1 - series * Math.exp(-x * x);
  return z < 0 ? (1 - erf) / 2 : (1 + erf) / 2;
}

/** The inverse of `normalPart`, by halving. */
function normalQuantile(q: number): number {
  let low = -8;
  let high = 8;
  while (high - low > 1e-9) {
    const middle = (low + high) / 2;
    if (normalPart(middle) < q) low = middle;
    else high = middle;
  }
  return low;
}
