import type { Bill } from "./bill.ts";
import type { Clock } from "./clock.ts";
import { type AiBinding, createAiBinding } from "./cloudflare/ai-binding.ts";
import type { Fault } from "./fault/fault.ts";
import { createHub, type Hub } from "./hub.ts";
import type { RecordedRequest } from "./journal.ts";
import type { EmulatorOptions } from "./option.ts";
import { createInProcessFetch, type Fetch } from "./skin/in-process.ts";

/** Three services, one bill. */
export interface Emulator {
  /**
   * The services in this process: takes the vendors' own addresses (`https://api.krea.ai/jobs`, …) and any loopback
   * address (`http://127.0.0.1/krea/jobs`). Broken connections reject the way Node's `fetch` rejects; other hosts do
   * not resolve.
   */
  readonly fetch: Fetch;
  /** A stand-in for `env.AI` of a Cloudflare Worker, traps included. */
  readonly ai: AiBinding;
  /** Everything charged up to now, whether or not anybody has looked at the jobs. */
  bill(): Bill;
  /** Every request a service has seen; keys are redacted. */
  requests(): RecordedRequest[];
  /** Scripts faults. @throws {FaultError} naming the field that is wrong. */
  inject(...faults: Fault[]): void;
  /**
   * Forgets jobs, bill, requests, faults; interrupts whoever waits. Options stay. With a seed, chance begins again with it:
   * what comes then can be played again by itself. Without one no id that was given out comes a second time.
   */
  reset(seed?: number): void;
  readonly clock: Clock;
}

/**
 * Makes an emulator inside this process; no port is opened.
 *
 * @example
 * const emulator = createEmulator({ latencyMs: { "krea-2-medium": 0 } });
 * await emulator.fetch("https://api.krea.ai/jobs", { headers: { authorization: "Bearer any" } });
 * emulator.bill().totalUsd;
 */
export function createEmulator(options: EmulatorOptions = {}): Emulator {
  return emulatorOf(createHub(options));
}

/** The face of a hub. With `publicOrigin`, the binding's image links lead to the port that is open there. */
export function emulatorOf(hub: Hub, publicOrigin?: string): Emulator {
  const inProcess = createInProcessFetch(hub);
  const { world } = hub;
  const sendToBackend = async (request: Request): Promise<Response> => {
    const { pathname, search } = new URL(request.url);
    const address = publicOrigin === undefined ? request.url : `${publicOrigin}${pathname}${search}`;
    const { signal } = request;
    try {
      return await inProcess(address === request.url ? request : new Request(address, request), {
        signal,
        redirect: "manual",
      });
    } catch (error) {
      if (signal.aborted) throw signal.reason;
      // What the runtime says when its own connection breaks is inferred, not documented.
      throw new Error("Network connection lost.", { cause: error });
    }
  };
  return {
    fetch: inProcess,
    ai: createAiBinding(sendToBackend),
    bill: () => world.bill.read(),
    requests: () => world.journal.read(),
    inject: (...faults) => world.faults.add(...faults),
    reset: (seed) => hub.reset(seed),
    clock: world.clock,
  };
}
