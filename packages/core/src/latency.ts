/** How long jobs of one provider and model take: a lognormal, learned as they finish. */
export interface Latency {
  /** Jobs seen. */
  readonly count: number;
  /** Mean and standard deviation of the logarithm of milliseconds. */
  readonly mean: number;
  readonly deviation: number;
}

/** Older jobs than about this many have no say: services get faster and slower. */
const MEMORY = 50;
/** Fewer jobs than this say nothing about the spread. */
export const MIN_SAMPLES = 5;
/** No service is steadier than this; a smaller figure would be luck. */
const MIN_DEVIATION = 0.05;

/** The same with one more job in it. */
export function learn(latency: Latency | undefined, durationMs: number): Latency {
  const sample = Math.log(Math.max(durationMs, 1));
  if (!latency) return { count: 1, mean: sample, deviation: MIN_DEVIATION };
  const weight = 1 / Math.min(latency.count + 1, MEMORY);
  const delta = sample - latency.mean;
  const variance = (1 - weight) * (latency.deviation ** 2 + weight * delta ** 2);
  return {
    count: latency.count + 1,
    mean: latency.mean + weight * delta,
    deviation: Math.max(Math.sqrt(variance), MIN_DEVIATION),
  };
}

/** Milliseconds within which the part of jobs finishes that `z` stands for: 0 is half of them, 2.33 is 99 %. */
export const quantileMs = ({ mean, deviation }: Latency, z: number): number => Math.exp(mean + z * deviation);

/** Chance per millisecond that a job that is still running after `elapsedMs` finishes now. */
export function hazardPerMs({ mean, deviation }: Latency, elapsedMs: number): number {
  const z = (Math.log(elapsedMs) - mean) / deviation;
  // Far out the normal hazard rate is a little above z; nearer it is density over what is left of the distribution.
  const left = 1 / (1 + Math.exp(1.5976 * z + 0.07056 * z ** 3));
  const normal =
    z > 3 ? (3 * z + Math.sqrt(z * z + 8)) / 4 : Math.exp(-z * z * 0.5) / Math.sqrt(2 * Math.PI) / left;
  return normal / (deviation * elapsedMs);
}
