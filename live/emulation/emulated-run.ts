import { randomUUID } from "node:crypto";
import type { Fetch } from "@unikrea/core/provider";
import { createEmulator, type Emulator, type EmulatorOptions, type Fault } from "@unikrea/emulator";
import type { Check } from "../check.ts";
import type { Keys } from "../runner/access.ts";
import { openSession } from "../runner/context.ts";
import { createPurse } from "../runner/purse.ts";
import { type Outcome, runChecks } from "../runner/run-checks.ts";
import type { Specimen } from "../runner/specimen-book.ts";
import { createWebhookBook } from "../runner/webhook-desk.ts";
import { finishedRun } from "../service/cloudflare.ts";
import { makeJob } from "../service/krea.ts";
import { finishedTask } from "../service/runware.ts";
import { virtualClock } from "./virtual-clock.ts";

/** How the emulator is set for one check. */
export interface Setting {
  readonly options?: EmulatorOptions;
  readonly faults?: readonly Fault[];
  /** Finished jobs of this age are there before the check begins, in milliseconds. */
  readonly agedMs?: number;
  /** What the service hears when it delivers a webhook. @default what the desk says, 500 */
  readonly webhookStatus?: number;
  /** Comes between the program and the emulator, for what the emulator cannot be set to. */
  readonly twist?: (fetch: Fetch) => Fetch;
}

/** What came of it, with the emulator to be asked about its bill. */
export interface EmulatedOutcome extends Outcome {
  readonly emulator: Emulator;
}

/** Keys that no service gives out, long enough that a leak of one would show. */
export const EMULATED_KEYS: Keys = {
  services: {
    krea: { service: "krea", baseUrl: "https://api.krea.ai", key: "emulated-krea-key" },
    cloudflare: {
      service: "cloudflare",
      baseUrl: "https://api.cloudflare.com/client/v4",
      key: "emulated-cloudflare-key",
      account: "c0ffee00c0ffee00c0ffee00c0ffee00",
    },
    runware: { service: "runware", baseUrl: "https://api.runware.ai/v1", key: "emulated-runware-key" },
  },
  second: { service: "krea", baseUrl: "https://api.krea.ai", key: "emulated-second-key" },
};

/** A day in 2026. Nothing depends on which. */
const START = Date.UTC(2026, 10, 21, 12);
const WEBHOOKS = "http://127.0.0.1:9/hook";

/** Runs one check against an emulator of its own, in virtual time. Opens no port and sends nothing anywhere. */
export async function runEmulated(
  check: Check,
  setting: Setting = {},
  capMicroUsd = 1_000_000,
): Promise<EmulatedOutcome> {
  const clock = virtualClock(START);
  const webhook = createWebhookBook(WEBHOOKS, randomUUID, clock.wallTime);
  const emulator = createEmulator({
    images: "plain",
    clock: { now: clock.wallTime, setTimer: clock.setTimer },
    ...setting.options,
    outgoing: {
      async fetch(url, init) {
        const headers = Object.fromEntries(new Headers(init.headers));
        const status = webhook.receive(url, headers, String(init.body));
        return new Response(null, { status: setting.webhookStatus ?? status });
      },
    },
  });
  const own: Fetch = async (url, init) => {
    // The pictures are really drawn, which takes no virtual time.
    const isLink = !new Headers(init?.headers).has("authorization");
    const answer = await (isLink ? clock.hold(emulator.fetch(url, init)) : emulator.fetch(url, init));
    // Every real server dates its answers; in this process none does.
    if (!answer.headers.has("date")) answer.headers.set("date", new Date(clock.wallTime()).toUTCString());
    return answer;
  };
  const aged: Specimen[] = [];
  const base = { keys: EMULATED_KEYS, clock, webhook, aged };

  if (setting.agedMs !== undefined) {
    const keep = (specimen: Specimen) => void aged.push(specimen);
    const past = openSession({ ...base, fetch: own, purse: openPurse(), keep }).contextOf();
    await clock.run(Promise.all([makeJob(past), finishedRun(past), finishedTask(past)]));
    clock.skip(setting.agedMs);
  }
  emulator.inject(...(setting.faults ?? []));

  const purse = createPurse(capMicroUsd);
  const session = openSession({ ...base, fetch: setting.twist?.(own) ?? own, purse });
  const planned = [{ check, maxMicroUsd: Math.round(check.maxUsd * 1e6) }];
  const secrets = Object.values(EMULATED_KEYS.services).flatMap(({ key, account = "" }) => [key, account]);
  const [outcome] = await clock.run(
    runChecks(planned, { session, purse, secrets: [...secrets.filter(Boolean), "emulated-second-key"] }),
  );
  // Everything that is still under way comes to its end, and onto the bill.
  clock.skip(600_000);
  if (!outcome) throw new Error(`${check.id} has no outcome`);
  return { ...outcome, emulator };
}

/** For what is made before a check begins. */
function openPurse() {
  const purse = createPurse(1_000_000);
  purse.open("before", 1_000_000);
  return purse;
}
