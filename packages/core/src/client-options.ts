import type { Budget } from "./budget.ts";
import { MAX_USD } from "./call.ts";
import { type Clock, MAX_TIMER_MS } from "./clock.ts";
import type { ImageProvider } from "./define-provider.ts";
import type { JobRef } from "./job.ts";
import type { LedgerStore } from "./ledger.ts";
import { type PriceOverrides, priceOverrides } from "./price-override.ts";
import { ROUTINGS, type Routing } from "./route.ts";
import { callback, integerIn, matching, numberIn, oneOf, optional, shape } from "./schema.ts";

/** What a client is made of. */
export interface Krea2Options<ProviderId extends string = string> {
  /** The providers to choose from, in order of preference. At least one, each once. */
  providers: readonly (ImageProvider & { readonly id: ProviderId })[];
  /** How long a call may take when it does not say so itself, in milliseconds. @default 300_000 */
  timeoutMs?: number | undefined;
  /** Requests that may be under way to one provider at once. Further ones wait here. @default 32 */
  maxConcurrency?: number | undefined;
  /** Who is asked first when a call does not say so. @default "order" */
  routing?: Routing | undefined;
  /** How often what was not accepted is sent again, when a call does not say so. 0…10. @default 2 */
  maxRetries?: number | undefined;
  /** What may be spent. What may have been billed counts until it is known that it was not. @default no limit */
  budget?: Budget | undefined;
  /**
   * Your own prices, by provider: contracts, discounts, figures that a list lacks. Estimates, budgets, holds and
   * `routing: "cheapest"` then go by them. @default the providers' lists
   */
  prices?: PriceOverrides<NoInfer<ProviderId>> | undefined;
  /**
   * Where calls are written down before anything is sent, so that a crash loses nothing and pays for nothing twice.
   * @default in memory, which is gone with the process
   */
  ledger?: LedgerStore | undefined;
  /**
   * Called when the ledger could not be written after something was sent. The call goes on, and its result or error
   * holds the job.
   */
  onLedgerError?: ((error: unknown, job: JobRef) => void) | undefined;
  /**
   * When a job that can be stopped counts as stuck, in milliseconds: it is stopped, and what is confirmed to be stopped is
   * asked for at the next provider. @default 120_000
   */
  stuckAfterMs?: number | undefined;
  /** Time, for tests. @default the platform's */
  clock?: Clock | undefined;
  /** Makes UUIDs of version 4, for tests. @default random */
  newId?: (() => string) | undefined;
  /** 0…1, for the jitter of pauses, for tests. @default random */
  random?: (() => number) | undefined;
}

const isProvider = (value: unknown) =>
  ["submit", "poll", "cancel"].every((verb) => typeof Object(value)[verb] === "function");
const areProviders = (value: unknown) =>
  Array.isArray(value) &&
  value.length > 0 &&
  value.every(isProvider) &&
  new Set(value.map(({ id }) => id)).size === value.length;
const isLedger = (value: unknown) =>
  ["create", "update", "get", "list", "spend", "lease"].every(
    (verb) => typeof Object(value)[verb] === "function",
  );
const KREA2_OPTIONS = {
  providers: matching<readonly ImageProvider[]>(
    areProviders,
    "providers, such as [krea(), runware()], each once",
  ),
  timeoutMs: optional(integerIn(1, MAX_TIMER_MS, "ms")),
  maxConcurrency: optional(integerIn(1, 10_000)),
  clock: optional(matching<Clock>((value) => typeof Object(value).setTimer === "function", "a Clock")),
  newId: optional(callback<() => string>()),
  random: optional(callback<() => number>()),
  routing: optional(oneOf(ROUTINGS)),
  maxRetries: optional(integerIn(0, 10)),
  budget: optional(
    shape({
      perRequestUsd: optional(numberIn(0, MAX_USD)),
      perDayUsd: optional(numberIn(0, MAX_USD)),
      perMonthUsd: optional(numberIn(0, MAX_USD)),
      totalUsd: optional(numberIn(0, MAX_USD)),
    }),
  ),
  ledger: optional(matching<LedgerStore>(isLedger, "a ledger store, such as fileLedger({ directory })")),
  onLedgerError: optional(callback<(error: unknown, job: JobRef) => void>()),
  stuckAfterMs: optional(integerIn(1, MAX_TIMER_MS, "ms")),
};

/** Schema of {@link Krea2Options}. Prices are held against the providers that they are for, unless those are wrong themselves. */
export function krea2Options(given: unknown) {
  const { providers, prices } = Object(given);
  const ids = areProviders(providers)
    ? providers.map(({ id }: ImageProvider) => id)
    : Object.keys(Object(prices));
  return shape({ ...KREA2_OPTIONS, prices: optional(priceOverrides(ids)) });
}
