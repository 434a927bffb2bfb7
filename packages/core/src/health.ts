import {
  type Breaker,
  type BreakerState,
  createBreaker,
  describeBlock,
  type Evidence,
  evidenceOf,
} from "./breaker.ts";
import type { Clock } from "./clock.ts";
import type { ImageProvider } from "./define-provider.ts";
import { isUnikreaError, UnikreaError } from "./error.ts";
import { createRetryBudget, type RetryBudget } from "./retry-budget.ts";

const PROBE_TIMEOUT_MS = 5000;
/** For the free read before a submission, and the looks for it after it was lost. */
const SLACK_MS = 120_000;

/** What is remembered of the services, so that a dead one is not asked for money again and again. */
export interface Health {
  /**
   * Whether something may be sent, with a free read first where the service has failed. Each permission is ended by
   * `report`, on every path.
   *
   * @throws {UnikreaError} `provider_unavailable`, `authentication`, …: why nothing was sent
   */
  admit(provider: ImageProvider, model: string, over: AbortSignal): Promise<Permission>;
  /**
   * A new call has nobody else to ask: the key or the account may have changed since they were refused, and finding out
   * costs nothing.
   */
  forgive(provider: ImageProvider, model: string): void;
  retriesOf(provider: ImageProvider): RetryBudget;
  /** For tests and for showing. */
  toJSON(): Record<string, BreakerState>;
}

export interface Permission {
  /** What came of it: nothing for a success. */
  report(error?: unknown): void;
}

const CODES = {
  auth: "authentication",
  funds: "insufficient_credits",
  throttled: "rate_limited",
  failing: "provider_unavailable",
  probing: "provider_unavailable",
} as const;

export function createHealth(clock: Clock, random: () => number): Health {
  const breakers = new Map<string, Breaker>();
  const budgets = new Map<string, RetryBudget>();
  const breakerOf = (key: string): Breaker => {
    const breaker = breakers.get(key) ?? createBreaker(random);
    breakers.set(key, breaker);
    return breaker;
  };
  const retriesOf = ({ id }: ImageProvider): RetryBudget => {
    const budget = budgets.get(id) ?? createRetryBudget();
    budgets.set(id, budget);
    return budget;
  };

  return {
    retriesOf,
    forgive: (provider, model) => breakerOf(`${provider.id} ${model}`).reset(),
    async admit(provider, model, over) {
      const breaker = breakerOf(`${provider.id} ${model}`);
      const admission = breaker.admit(clock.now(), provider.submitTimeoutMs + SLACK_MS);
      if (admission.go === "open") {
        const now = clock.now();
        throw new UnikreaError(
          CODES[admission.reason],
          `${provider.id} was not asked: ${describeBlock(admission, now)}`,
          {
            phase: "submit",
            provider: provider.id,
            retryAfterMs: Math.max(admission.retryAt - now, 0),
          },
        );
      }
      const settle = (evidence: Evidence) => breaker.settle(admission.lease, evidence, clock.now());
      if (admission.go === "probe") {
        try {
          await probe(provider, over);
        } catch (error) {
          // Whoever has little patience proves nothing.
          if (isUnikreaError(error) && !over.aborted) latch(breaker, error, clock.now());
          settle(over.aborted ? "neutral" : evidenceOf(error));
          throw error;
        }
      }
      return {
        report(error) {
          if (isUnikreaError(error)) latch(breaker, error, clock.now());
          else if (error === undefined) retriesOf(provider).succeed();
          settle(error === undefined ? "success" : evidenceOf(error));
        },
      };
    },
    toJSON: () => Object.fromEntries([...breakers].map(([key, breaker]) => [key, breaker.toJSON()])),
  };

  /** A service that has failed must answer a free read before it is sent anything that costs. */
  async function probe(provider: ImageProvider, over: AbortSignal) {
    try {
      await provider.probe({ clock, signal: over, timeoutMs: PROBE_TIMEOUT_MS });
    } catch (error) {
      // Some have no free read. Then the one call that is let through is the probe.
      if (!isUnikreaError(error) || error.code !== "unsupported") throw error;
    }
  }
}

function latch(breaker: Breaker, { code, status, retryAfterMs }: UnikreaError, now: number) {
  if (status === undefined) return;
  if (code === "authentication") breaker.latch("auth", now);
  else if (code === "insufficient_credits") breaker.latch("funds", now);
  else if (code === "rate_limited" && retryAfterMs) breaker.latch("throttled", now, retryAfterMs);
}
