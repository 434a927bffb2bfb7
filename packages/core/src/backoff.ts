import { MAX_TIMER_MS } from "./clock.ts";

const BASE_MS = 250;
const CAP_MS = 8000;

export interface Backoff {
  /** Retries before this one: 0 for the first. */
  readonly retries: number;
  /** What the service asked for, in milliseconds. We wait at least as long. */
  readonly retryAfterMs?: number | undefined;
  /** What is left of the caller's patience, in milliseconds. */
  readonly remainingMs: number;
  /** 0…1, from the injected source of randomness. */
  readonly random: number;
}

/**
 * How long to wait before the next retry, in milliseconds, or `undefined` when there is no time left for one: to retry
 * sooner than the service asked would only be refused again.
 *
 * Full jitter from 250 ms to 8 s (AWS Architecture Blog, "Exponential Backoff And Jitter"). It comes on top of what the
 * service asked for: everyone who was turned away was told the same moment. No delay is longer than a timer can hold.
 */
export function retryDelayMs({
  retries,
  retryAfterMs = 0,
  remainingMs,
  random,
}: Backoff): number | undefined {
  const jitterMs = random * Math.min(BASE_MS * 2 ** retries, CAP_MS);
  const delayMs = Math.max(retryAfterMs || 0, 0) + jitterMs;
  return delayMs < remainingMs && delayMs <= MAX_TIMER_MS ? delayMs : undefined;
}
