import type { CallContext, Warning } from "@unikrea/core/provider";
import { createEmulator, type Emulator, type Fault } from "@unikrea/emulator";
import { canonicalRequest, type FakeClock, fakeClock } from "@unikrea/testkit";
import { type CloudflareOptions, type CloudflareSettings, cloudflare } from "../src/index.ts";
import { ACCOUNT_ID, TOKEN } from "./account.ts";
import { EMULATOR_OPTIONS } from "./emulator-options.ts";
import { rejectionOf } from "./rejection.ts";
import { KEY } from "./wire-request.ts";

/** A provider on an emulator of its own, and how to lose the answer of a run. */
export interface Trial {
  readonly emulator: Emulator;
  readonly clock: FakeClock;
  /** Submits under these faults; fails unless the answer is lost. */
  lose(...faults: Fault[]): Promise<void>;
  /** Looks once. */
  look(more?: Partial<Look>, signal?: AbortSignal): ReturnType<ReturnType<typeof cloudflare>["find"]>;
  /** What the last look had to say beside its finding, and whether it saw an emulator. */
  readonly warnings: string[];
  isEmulated: boolean | undefined;
}

type Look = Parameters<ReturnType<typeof cloudflare>["find"]>[0];

/** REST's credentials, and a fetch that leads to this emulator at Cloudflare's own address. */
export const restOf = (emulator: Emulator): CloudflareSettings => ({
  accountId: ACCOUNT_ID,
  apiToken: TOKEN,
  fetch: emulator.fetch,
});

export const DROP: Fault = { kind: "drop", operation: "submit" };
export const DROP_AFTER: Fault = { ...DROP, afterWork: true };

export function trialOf(
  settingsOf: (emulator: Emulator) => CloudflareSettings,
  options: CloudflareOptions = {},
): Trial {
  const emulator = createEmulator(EMULATOR_OPTIONS);
  const provider = cloudflare(settingsOf(emulator));
  const clock = fakeClock();
  const request = canonicalRequest({ providerOptions: { cloudflare: options } });
  const sentAt = clock.wallTime();
  const trial: Trial = {
    emulator,
    clock,
    warnings: [],
    isEmulated: undefined,
    async lose(...faults) {
      emulator.inject(...faults);
      const error = await rejectionOf(provider.submit(request, KEY, { clock, timeoutMs: 1000 }));
      if (error.outcome !== "unknown") throw error;
    },
    async look(more = {}, signal) {
      const context: CallContext & { warnings: Warning[] } = { clock, signal, timeoutMs: 1000, warnings: [] };
      const { model } = request;
      const lost: Look = {
        request,
        key: KEY,
        n: 1,
        model,
        sentAt,
        lostAt: sentAt,
        claimed: [],
        looks: 0,
        isLastLook: false,
        ...more,
      };
      const found = await provider.find(lost, context);
      trial.warnings.splice(0, Infinity, ...context.warnings.map(({ message }) => message));
      trial.isEmulated = context.emulated;
      return found;
    },
  };
  return trial;
}
