import { createKrea2, type JobRef } from "@unikrea/core";
import { memoryLedger } from "@unikrea/core/ledger";
import { createEmulator, type Emulator, type Fault } from "@unikrea/emulator";
import { fakeClock } from "@unikrea/testkit";
import { type CloudflareSettings, cloudflare } from "../src/index.ts";
import { restOf } from "./lost.ts";

export const prompt = "a lighthouse in fog";

/** How long the log of an emulator takes for a row, and for its cost. */
interface Lag {
  readonly logLagMs?: number;
  readonly costLagMs?: number;
}

/** A client that wants to hear what runs cost, before an emulator on the same clock. */
export function costWorldOf(
  settingsOf: (emulator: Emulator) => CloudflareSettings = restOf,
  { logLagMs = 0, costLagMs = 0 }: Lag = {},
) {
  const clock = fakeClock();
  const emulator = createEmulator({
    clock,
    images: "plain",
    latencyMs: { "krea-2-medium": 0 },
    cloudflare: { logLagMs, costLagMs },
  });
  const ledger = memoryLedger(clock);
  const k2 = createKrea2({
    providers: [cloudflare({ reportCost: true, ...settingsOf(emulator) })],
    clock,
    ledger,
    budget: { totalUsd: 1 },
  });
  const sent = (name: string) => emulator.requests().filter(({ operation }) => operation === name);
  return {
    clock,
    emulator,
    ledger,
    k2,
    generate: (more: object = {}) => clock.settle(k2.generate({ prompt, ...more })),
    reads: () => sent("log"),
    runs: () => sent("submit").length,
  };
}

/** What the provider reports of every image of a job, in micro-dollars. */
export const reported = ({ parts }: JobRef) =>
  parts.flatMap(({ outcome }) => outcome?.images.map(({ microUsd }) => microUsd));

/** A fault of the log alone, for good unless it says otherwise. */
export const onLog = (fault: Fault): Fault => ({ times: 0, ...fault, operation: "log" });
