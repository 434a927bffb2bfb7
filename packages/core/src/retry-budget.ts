/**
 * How many retries a provider may still get: a service that fails for everybody must not be sent three times as much.
 * The figures are those of gRPC (proposal A6): 10 tokens at most and at first, one a retry, none below 5.
 * It is for submissions only; polls are free and paced by their own schedule.
 */
export interface RetryBudget {
  /** Takes a token for one retry. False, and none taken, when there are too few. */
  take(): boolean;
  /** A submission succeeded: a tenth of a token comes back. */
  succeed(): void;
}

// In tenths of a token, so that ten successes are exactly one retry.
const FULL = 100;
const RETRY = 10;
const LEAST = 50;

export function createRetryBudget(): RetryBudget {
  let tokens = FULL;
  return {
    take() {
      if (tokens < LEAST) return false;
      tokens -= RETRY;
      return true;
    },
    succeed() {
      tokens = Math.min(tokens + 1, FULL);
    },
  };
}
