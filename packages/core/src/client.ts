import { createListen } from "./abort.ts";
import type { Budget } from "./budget.ts";
import {
  type CallOptions,
  callOptions,
  MAX_USD,
  parseOptions,
  recoverOptions,
  type WaitOptions,
  waitOptions,
} from "./call.ts";
import { type CancelResult, cancelStored } from "./cancel.ts";
import { createClaims } from "./claims.ts";
import { type Clock, MAX_TIMER_MS, systemClock } from "./clock.ts";
import type { ImageProvider } from "./define-provider.ts";
import type { Issue } from "./error.ts";
import { createGate, type Gate } from "./gate.ts";
import { generate, submit } from "./generate.ts";
import { guardLedger } from "./guarded-ledger.ts";
import { createHealth } from "./health.ts";
import { newUuid } from "./id.ts";
import { check, inputError } from "./issue.ts";
import type { JobRef } from "./job.ts";
import type { LedgerStore } from "./ledger.ts";
import { memoryLedger } from "./memory-ledger.ts";
import { parseJob } from "./parse-job.ts";
import { type Plan, plan } from "./plan.ts";
import { preview } from "./preview.ts";
import { type PriceOverrides, priceOverrides, withPrices } from "./price-override.ts";
import { type Recovered, type RecoverOptions, recover } from "./recover.ts";
import type { GenerateRequest } from "./request.ts";
import type { GenerateResult } from "./result.ts";
import { resume } from "./resume.ts";
import { ROUTINGS, type Routing } from "./route.ts";
import type { Runtime } from "./runtime.ts";
import { createScheduler } from "./scheduler.ts";
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

/** One door to Krea 2 on every provider that it was made with. */
export interface Krea2<ProviderId extends string = string> {
  readonly providers: readonly ImageProvider[];
  /**
   * Makes images. Resolves with at least one; where some of n did not come, `failures` says why.
   *
   * @throws {UnikreaError} Read `code`, `outcome` and `billed`. With a `job` it can be resumed.
   * @example
   * const { images } = await k2.generate({ prompt: "a lighthouse in fog", aspectRatio: "16:9" });
   */
  generate(request: GenerateRequest, options?: CallOptions<ProviderId>): Promise<GenerateResult>;
  /**
   * Says what `generate` would do with the same request and options: who would be asked in which order, what exactly would
   * be sent, what becomes of every setting, and what it would cost. Sends nothing.
   *
   * @throws {UnikreaError} `invalid_input`. That nobody could be asked is no error here: the plan says why.
   */
  plan(request: GenerateRequest, options?: CallOptions<ProviderId>): Plan;
  /** Sends a request and resolves as soon as it is accepted. Store the job as JSON; any process can resume it. */
  submit(request: GenerateRequest, options?: CallOptions<ProviderId>): Promise<JobRef>;
  /** Waits for a job of `submit`. */
  wait(job: JobRef, options?: WaitOptions): Promise<GenerateResult>;
  /** Waits for a job that was stored as JSON. Asking is free, so this may be done any number of times. */
  resume(stored: unknown, options?: WaitOptions): Promise<GenerateResult>;
  /** Stops a job where the provider can, and says what may still be billed. */
  cancel(job: JobRef): Promise<CancelResult>;
  /**
   * Settles what calls have left in the ledger, also those of processes that are gone. It pays for nothing, and may run
   * at any time, any number of times, on any number of machines.
   */
  recover(options?: RecoverOptions): Promise<readonly Recovered[]>;
}

const DEFAULT_TIMEOUT_MS = 300_000;
const DEFAULT_CONCURRENCY = 32;
const DEFAULT_STUCK_MS = 120_000;
const READS_AT_ONCE = 32;
const DEFAULT_RETRIES = 2;

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

/** Prices are held against the providers that they are for, unless those are wrong themselves. */
function krea2Options(given: unknown) {
  const { providers, prices } = Object(given);
  const ids = areProviders(providers)
    ? providers.map(({ id }: ImageProvider) => id)
    : Object.keys(Object(prices));
  return shape({ ...KREA2_OPTIONS, prices: optional(priceOverrides(ids)) });
}

/**
 * Makes a client.
 *
 * @throws {UnikreaError} `invalid_input`, with every problem in `issues`.
 * @example
 * const k2 = createKrea2({ providers: [krea(), cloudflare(), runware()] });
 */
export function createKrea2<const ProviderId extends string>(
  options: Krea2Options<ProviderId>,
): Krea2<ProviderId> {
  const issues: Issue[] = [];
  const checked = check(krea2Options(options), options, issues);
  if (!checked) throw inputError(issues);
  const { clock = systemClock, newId = newUuid } = checked;
  const providers = withPrices(checked.providers, checked.prices);
  const { timeoutMs = DEFAULT_TIMEOUT_MS, maxConcurrency = DEFAULT_CONCURRENCY } = checked;
  const listen = createListen();
  const { random = Math.random, routing = "order", budget = {}, stuckAfterMs = DEFAULT_STUCK_MS } = checked;
  const {
    ledger: store = memoryLedger(clock),
    onLedgerError = () => {},
    maxRetries = DEFAULT_RETRIES,
  } = checked;
  const ledger = checked.ledger ? guardLedger(store, clock) : store;
  const gatesOf = (sizeOf: (provider: ImageProvider) => number) => {
    const gates = new Map<ImageProvider, Gate>();
    return (provider: ImageProvider): Gate => {
      const gate = gates.get(provider) ?? createGate(sizeOf(provider), listen);
      gates.set(provider, gate);
      return gate;
    };
  };
  const providerOf = (id: string): ImageProvider => {
    const provider = providers.find((candidate) => candidate.id === id);
    if (provider) return provider;
    const expected = `a job of the providers of this client: ${providers.map((known) => known.id).join(", ")}`;
    throw inputError([{ path: "provider", expected, got: preview(id) }]);
  };
  const runtime: Runtime = {
    ...{
      providers,
      clock,
      listen,
      newId,
      random,
      timeoutMs,
      stuckAfterMs,
      maxRetries,
      routing,
      budget,
      ledger,
    },
    scheduler: createScheduler({ clock, listen }),
    health: createHealth(clock, random),
    claims: createClaims(clock),
    running: new Map(),
    live: new Set(),
    gateOf: gatesOf(({ submitsAtOnce = maxConcurrency }) => Math.min(submitsAtOnce, maxConcurrency)),
    readGateOf: gatesOf(() => READS_AT_ONCE),
    providerOf,
    onLedgerError(error, job) {
      try {
        onLedgerError(error, job);
      } catch {
        // Theirs to notice.
      }
    },
  };

  const schema = callOptions(providers.map(({ id }) => id));
  const resumeStored = async (stored: unknown, input?: unknown) =>
    resume(runtime, parseJob(stored), parseOptions(waitOptions, input));

  return {
    providers,
    generate: async (request, input) => generate(runtime, request, parseOptions(schema, input)),
    plan: (request, input) => plan(runtime, request, parseOptions(schema, input)),
    submit: async (request, input) => submit(runtime, request, parseOptions(schema, input)),
    wait: resumeStored,
    resume: resumeStored,
    cancel: async (stored) => cancelStored(runtime, parseJob(stored)),
    recover: async (input) => recover(runtime, parseOptions(recoverOptions, input)),
  };
}
