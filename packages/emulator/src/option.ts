import type { Clock } from "./clock.ts";
import type { CloudflareSwitches } from "./cloudflare/switch.ts";
import type { KreaSwitches } from "./krea/switch.ts";
import type { Model, Service } from "./model.ts";
import type { RunwareSwitches } from "./runware/switch.ts";

/** How an emulator behaves. Everything is optional. */
export interface EmulatorOptions {
  /** Where time comes from. @default real time */
  clock?: Clock;
  /** How many times faster than life generations run. URL lifetimes and cache times stay as they are. @default 1 */
  speed?: number;
  /** Seeds ids, random seeds and latency jitter: the same script gives the same run. @default 1 */
  seed?: number;
  /** Milliseconds per generation, exactly, instead of the realistic ones; 0 is done at once. */
  latencyMs?: Partial<Record<Model, number>>;
  /** Where Krea's documents disagree or are silent. */
  krea?: KreaSwitches;
  /** Where Cloudflare's documents disagree or are silent. */
  cloudflare?: CloudflareSwitches;
  /** Where Runware's documents disagree or are silent. */
  runware?: RunwareSwitches;
  /** Prepaid dollars per service. @default unlimited */
  balanceUsd?: Partial<Record<Service, number>>;
  /** Accepted keys per service. @default any key that is not empty */
  keys?: Partial<Record<Service, readonly string[]>>;
  /** `drawn` images are worth looking at; `plain` ones are one flat color, for load tests. @default "drawn" */
  images?: "drawn" | "plain";
  /** Requests the emulator itself makes: webhooks and result uploads. */
  outgoing?: {
    /** @default the global fetch */
    fetch?: (url: string, init: RequestInit) => Promise<Response>;
    /** Also sends to hosts that are not loopback. @default false: such a delivery is counted and dropped */
    allowRemote?: boolean;
  };
}

/** Checks the numbers in `options`; types cannot. @throws {RangeError} naming the option. */
export function checkOptions(options: EmulatorOptions): void {
  const { speed = 1, seed = 1, latencyMs = {}, balanceUsd = {} } = options;
  if (!(speed > 0 && Number.isFinite(speed))) throw new RangeError("speed: expected a number above 0");
  if (!Number.isInteger(seed)) throw new RangeError("seed: expected an integer");
  for (const [model, value] of Object.entries(latencyMs)) {
    if (!(value >= 0)) throw new RangeError(`latencyMs.${model}: expected milliseconds, 0 or more`);
  }
  for (const [service, value] of Object.entries(balanceUsd)) {
    if (!(value >= 0)) throw new RangeError(`balanceUsd.${service}: expected dollars, 0 or more`);
  }
}
