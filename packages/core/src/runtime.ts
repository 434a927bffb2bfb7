import type { Listen } from "./abort.ts";
import type { Budget } from "./budget.ts";
import type { Claims } from "./claims.ts";
import type { Clock } from "./clock.ts";
import type { ImageProvider } from "./define-provider.ts";
import type { Gate } from "./gate.ts";
import type { Health } from "./health.ts";
import type { JobRef } from "./job.ts";
import type { LedgerStore } from "./ledger.ts";
import type { GenerateResult } from "./result.ts";
import type { Routing } from "./route.ts";
import type { Scheduler } from "./scheduler.ts";

/** What the parts of one client share. */
export interface Runtime {
  readonly providers: readonly ImageProvider[];
  readonly clock: Clock;
  readonly listen: Listen;
  readonly scheduler: Scheduler;
  readonly health: Health;
  readonly claims: Claims;
  readonly ledger: LedgerStore;
  readonly budget: Budget;
  readonly routing: Routing;
  /** The patience of a call that does not say its own, in milliseconds. */
  readonly timeoutMs: number;
  /** How often what was not accepted is sent again. */
  readonly maxRetries: number;
  /** When a job that can be stopped is taken for stuck and handed over, in milliseconds. */
  readonly stuckAfterMs: number;
  /** Intents that are under way here. */
  readonly live: Set<string>;
  /** Calls with an idempotency key that are under way here, by the intent's id. */
  readonly running: Map<string, Promise<GenerateResult | undefined>>;
  /** Bounds the submissions to a provider that are under way at once. */
  gateOf(provider: ImageProvider): Gate;
  /** Bounds its free exchanges that are not polls. */
  readGateOf(provider: ImageProvider): Gate;
  /** @throws {UnikreaError} `invalid_input` when the client has no such provider. */
  providerOf(id: string): ImageProvider;
  /** A new random UUID, version 4. */
  newId(): string;
  /** 0…1, for jitter. */
  random(): number;
  /** The ledger failed where that must not stop the call. */
  onLedgerError(error: unknown, job: JobRef): void;
}
