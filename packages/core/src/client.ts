import { createListen } from "./abort.ts";
import {
  type CallOptions,
  callOptions,
  parseOptions,
  recoverOptions,
  type SubmitOptions,
  submitOptions,
  type WaitOptions,
  waitOptions,
} from "./call.ts";
import { type CancelResult, cancelStored } from "./cancel.ts";
import { createClaims } from "./claims.ts";
import { type Krea2Options, krea2Options } from "./client-options.ts";
import { systemClock } from "./clock.ts";
import type { ImageProvider } from "./define-provider.ts";
import type { Issue } from "./error.ts";
import { createGate, type Gate } from "./gate.ts";
import { generate, submit } from "./generate.ts";
import { guardLedger } from "./guarded-ledger.ts";
import { createHealth } from "./health.ts";
import { newUuid } from "./id.ts";
import { check, inputError } from "./issue.ts";
import type { JobRef } from "./job.ts";
import { memoryLedger } from "./memory-ledger.ts";
import { parseJob } from "./parse-job.ts";
import { type Plan, plan } from "./plan.ts";
import { preview } from "./preview.ts";
import { withPrices } from "./price-override.ts";
import { type Recovered, type RecoverOptions, recover } from "./recover.ts";
import type { GenerateRequest } from "./request.ts";
import type { GenerateResult } from "./result.ts";
import { resume } from "./resume.ts";
import type { Runtime } from "./runtime.ts";
import { createScheduler } from "./scheduler.ts";

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
   * be sent, what becomes of every setting, and what it would cost. Sends nothing. It does not look at what changes by the
   * hour: what a budget has left, and whom this client has just found out of order.
   *
   * @throws {UnikreaError} `invalid_input`. That nobody could be asked is no error here: the plan says why.
   */
  plan(request: GenerateRequest, options?: CallOptions<ProviderId>): Plan;
  /** Sends a request and resolves as soon as it is accepted. Store the job as JSON; any process can resume it. */
  submit(request: GenerateRequest, options?: SubmitOptions<ProviderId>): Promise<JobRef>;
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

  const ids = providers.map(({ id }) => id);
  const schema = callOptions(ids);
  const submitSchema = submitOptions(ids);
  const resumeStored = async (stored: unknown, input?: unknown) =>
    resume(runtime, parseJob(stored), parseOptions(waitOptions, input));

  return {
    providers,
    generate: async (request, input) => generate(runtime, request, parseOptions(schema, input)),
    plan: (request, input) => plan(runtime, request, parseOptions(schema, input)),
    submit: async (request, input) => submit(runtime, request, parseOptions(submitSchema, input)),
    wait: resumeStored,
    resume: resumeStored,
    cancel: async (stored) => cancelStored(runtime, parseJob(stored)),
    recover: async (input) => recover(runtime, parseOptions(recoverOptions, input)),
  };
}
