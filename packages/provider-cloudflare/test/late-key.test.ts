import { createKrea2 } from "@unikrea/core";
import { createEmulator, type Fault } from "@unikrea/emulator";
import { fakeClock } from "@unikrea/testkit";
import { describe, expect, it } from "vitest";
import { type CloudflareSettings, cloudflare } from "../src/index.ts";
import { DROP_AFTER, restOf } from "./lost.ts";
import { rejectionOf } from "./rejection.ts";

const NO_LOG: Fault = { kind: "list-lag", operation: "log", times: 0 };
const AGAIN: CloudflareSettings = { resubmit: "cached" };
/** Longer than anything waits for a key. */
const LATE_MS = 400_000;

describe("a key that comes too late", () => {
  it.each([
    { name: "for the run itself", late: 1, faults: [NO_LOG], settings: {}, runs: 0 },
    { name: "to look in the log", late: 5, faults: [DROP_AFTER, NO_LOG], settings: AGAIN, runs: 1 },
    { name: "for a second run", late: 6, faults: [DROP_AFTER, NO_LOG], settings: AGAIN, runs: 1 },
  ])("$name sends nothing any more: the call has ended", async ({ late, faults, settings, runs }) => {
    const clock = fakeClock();
    const emulator = createEmulator({ clock, images: "plain", latencyMs: { "krea-2-medium": 0 } });
    emulator.inject(...faults);
    let asked = 0;
    const apiToken = async () => {
      if (++asked === late) await new Promise((resolve) => clock.setTimer(() => resolve(late), LATE_MS));
      return "a-token-of-some-length";
    };
    const provider = cloudflare({ ...restOf(emulator), apiToken, ...settings });
    const k2 = createKrea2({ providers: [provider], clock, maxRetries: 0 });
    const call = k2.generate({ prompt: "a lighthouse" }, { timeoutMs: 600_000 });
    const error = await rejectionOf(clock.settle(call));
    expect(error).toMatchObject({ code: "outcome_unknown", attempts: [{ atRiskUsd: 0.03 }] });
    await clock.advance(LATE_MS);
    expect(asked).toBeGreaterThanOrEqual(late);
    expect(emulator.requests().filter(({ operation }) => operation === "submit")).toHaveLength(runs);
  });
});
