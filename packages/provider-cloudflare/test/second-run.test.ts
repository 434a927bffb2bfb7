import { createKrea2, type Krea2Options } from "@unikrea/core";
import { memoryLedger } from "@unikrea/core/ledger";
import { createEmulator, type Emulator, type Fault } from "@unikrea/emulator";
import { fakeClock } from "@unikrea/testkit";
import { describe, expect, it } from "vitest";
import { type CloudflareSettings, cloudflare } from "../src/index.ts";
import { DROP, DROP_AFTER, restOf } from "./lost.ts";
import { rejectionOf } from "./rejection.ts";

const prompt = "a lighthouse in fog";
const WHY = "(what is lost may be run and billed twice)";
const NO_LOG: Fault = { kind: "list-lag", operation: "log", times: 0 };
const CACHE_MISS: Fault = { kind: "cache-miss", skip: 1 };

/** A client that may have a lost run sent again, and all who count its money. */
function worldOf(
  settingsOf: (emulator: Emulator) => CloudflareSettings = restOf,
  client: Partial<Omit<Krea2Options, "providers">> = {},
) {
  const clock = fakeClock();
  const emulator = createEmulator({
    clock,
    images: "plain",
    latencyMs: { "krea-2-medium": 0 },
    cloudflare: { logLagMs: 0 },
  });
  const ledger = memoryLedger(clock);
  const provider = cloudflare({ ...settingsOf(emulator), resubmit: "cached" });
  const options = { clock, ledger, budget: { totalUsd: 1 }, maxRetries: 0 };
  const k2 = createKrea2({ providers: [provider], ...options, ...client });
  return {
    ...{ clock, emulator, ledger, k2, provider },
    generate: (more: object = {}, call: object = {}) => clock.settle(k2.generate({ prompt, ...more }, call)),
    /** What the ledger holds of each call, what the budget counts, and what was billed. */
    async counted() {
      const records = await ledger.list({ limit: 10 });
      const [total] = await ledger.spent(["total"]);
      const held = records.map(({ heldMicroUsd }) => heldMicroUsd);
      return { held, total, billed: Math.round(emulator.bill().totalUsd * 1e6) };
    },
    runs: () => emulator.requests().filter(({ operation }) => operation === "submit").length,
  };
}

const bound = ({ ai }: Emulator): CloudflareSettings => ({ binding: ai, local: true });
const free = { usd: 0, atRiskUsd: 0 };

/** What goes wrong, the runs that are sent, the money of the attempt, what is held, what counts, what is billed. */
interface Row {
  readonly name: string;
  readonly faults: readonly Fault[];
  readonly options?: object;
  readonly runs: number;
  readonly money: { readonly usd: number; readonly atRiskUsd: number };
  readonly held: number;
  readonly total: number;
  readonly billed: number;
}

const ROWS: readonly Row[] = [
  {
    ...{ name: "answered at once", faults: [], runs: 1 },
    ...{ money: { usd: 0.03, atRiskUsd: 0 }, held: 0, total: 30_000, billed: 30_000 },
  },
  {
    ...{ name: "refused", faults: [{ kind: "gateway-error", error: "rate-limited" }], runs: 1 },
    ...{ money: free, held: 0, total: 0, billed: 0 },
  },
  {
    ...{ name: "lost, sent again, and replayed", faults: [DROP_AFTER, NO_LOG], runs: 2 },
    ...{ money: { usd: 0.03, atRiskUsd: 0 }, held: 0, total: 30_000, billed: 30_000 },
  },
  {
    ...{ name: "lost, sent again, and run", faults: [DROP_AFTER, NO_LOG, CACHE_MISS], runs: 2 },
    ...{ money: { usd: 0.03, atRiskUsd: 0.03 }, held: 30_000, total: 60_000, billed: 60_000 },
  },
  {
    name: "lost, sent again, run, and lost",
    ...{ faults: [{ ...DROP_AFTER, times: 2 }, NO_LOG, CACHE_MISS], runs: 2 },
    ...{ money: { usd: 0, atRiskUsd: 0.06 }, held: 60_000, total: 60_000, billed: 60_000 },
  },
  {
    ...{ name: "lost unseen, and seen when it was sent again", faults: [DROP], runs: 2 },
    ...{ money: { usd: 0.03, atRiskUsd: 0.03 }, held: 30_000, total: 60_000, billed: 30_000 },
  },
  {
    name: "lost, and refused when it was sent again",
    ...{ faults: [DROP, NO_LOG, { kind: "gateway-error", error: "spend-limit" }], runs: 2 },
    ...{ money: { usd: 0, atRiskUsd: 0.03 }, held: 30_000, total: 30_000, billed: 0 },
  },
  {
    ...{
      name: "lost, and not sent again",
      faults: [DROP_AFTER, NO_LOG],
      options: { skipCache: true },
      runs: 1,
    },
    ...{ money: { usd: 0, atRiskUsd: 0.03 }, held: 30_000, total: 30_000, billed: 30_000 },
  },
  {
    name: "answered without its image, which is replayed",
    ...{ faults: [{ kind: "completed-without-url" }, NO_LOG], runs: 2 },
    ...{ money: { usd: 0.03, atRiskUsd: 0 }, held: 0, total: 30_000, billed: 30_000 },
  },
  {
    name: "answered without its image, and run again",
    ...{ faults: [{ kind: "completed-without-url" }, NO_LOG, CACHE_MISS], runs: 2 },
    ...{ money: { usd: 0.03, atRiskUsd: 0.03 }, held: 30_000, total: 60_000, billed: 60_000 },
  },
];

describe.each([
  { door: "REST", settingsOf: restOf },
  { door: "a binding alone", settingsOf: bound },
])('the money of a run with resubmit: "cached", by $door', ({ settingsOf }) => {
  it.each(ROWS)("that is $name", async ({ faults, options, runs, money, held, total, billed }) => {
    const world = worldOf(settingsOf);
    world.emulator.inject(...faults);
    const providerOptions = { cloudflare: options ?? {} };
    const { attempts } = await world.generate({ providerOptions }).catch((error) => error);
    expect(attempts).toMatchObject([money]);
    expect(await world.counted()).toStrictEqual({ held: [held], total, billed });
    expect(world.runs()).toBe(runs);
    expect((money.usd + money.atRiskUsd) * 1e6).toBeGreaterThanOrEqual(billed);
  });
});

/** Requests that the emulator has got as if they were whole, and that are never answered. */
const silent =
  (emulator: Emulator): NonNullable<CloudflareSettings["fetch"]> =>
  async (url, init) => {
    await emulator.fetch(url, init);
    return new Promise(() => {});
  };

/** The second run, and whatever comes after it, finds nobody who listens. */
function deaf(emulator: Emulator): NonNullable<CloudflareSettings["fetch"]> {
  let runs = 0;
  return async (url, init) => {
    if (url.endsWith("/ai/run") && ++runs > 1) {
      const cause = Object.assign(new Error("connect"), { code: "ECONNREFUSED", syscall: "connect" });
      throw new TypeError("fetch failed", { cause });
    }
    return emulator.fetch(url, init);
  };
}

describe('what resubmit: "cached" may cost', () => {
  it("is that of one run where the log has it", async () => {
    const world = worldOf();
    world.emulator.inject(DROP_AFTER);
    const { spend } = await world.generate();
    expect(spend).toStrictEqual({ usd: 0.03, basis: "emulated", atRiskUsd: 0 });
    expect(await world.counted()).toStrictEqual({ held: [0], total: 30_000, billed: 30_000 });
    expect(world.runs()).toBe(1);
  });

  it("is given back as soon as the run is answered, long before its siblings are", async () => {
    const world = worldOf();
    world.emulator.inject({ kind: "hang", operation: "submit", skip: 1 });
    const call = world.k2.generate({ prompt, n: 2 }, { timeoutMs: 60_000 }).catch(() => {});
    await world.clock.advance(10_000);
    expect(await world.counted()).toMatchObject({ held: [60_000], total: 90_000 });
    await world.clock.settle(call);
  });

  it("is one run for each of two that were lost at once and left no id in a log", async () => {
    const world = worldOf();
    world.emulator.inject({ ...DROP_AFTER, times: 2 });
    const providerOptions = { cloudflare: { collectLog: false } };
    const { images, spend } = await world.generate({ n: 2, seed: 1, providerOptions });
    expect(images.map(({ seed }) => seed)).toStrictEqual([1, 2]);
    expect(spend).toStrictEqual({ usd: 0.06, basis: "emulated", atRiskUsd: 0 });
    expect(await world.counted()).toStrictEqual({ held: [0], total: 60_000, billed: 60_000 });
  });

  it("is that of one run where nobody listens to the second", async () => {
    const world = worldOf((emulator) => ({ ...restOf(emulator), fetch: deaf(emulator) }));
    world.emulator.inject(DROP_AFTER, NO_LOG);
    const error = await rejectionOf(world.generate());
    expect(error.attempts).toMatchObject([{ usd: 0, atRiskUsd: 0.03 }]);
    expect(error.job?.warnings).toStrictEqual([]);
    expect(await world.counted()).toStrictEqual({ held: [30_000], total: 30_000, billed: 30_000 });
  });

  it("is that of both, with a warning, where the caller gives up during the second", async () => {
    const world = worldOf();
    world.emulator.inject(DROP, NO_LOG, { kind: "hang", operation: "submit" });
    const caller = new AbortController();
    world.clock.setTimer(() => caller.abort(), 25_000);
    const error = await rejectionOf(world.generate({}, { signal: caller.signal }));
    expect(error).toMatchObject({ code: "aborted", attempts: [{ usd: 0, atRiskUsd: 0.06 }] });
    expect(error.job?.warnings).toMatchObject([{ message: expect.stringContaining("a second time") }]);
    expect(await world.counted()).toMatchObject({ held: [60_000], total: 60_000 });
    expect(world.runs()).toBe(2);
  });

  it("stays that of both after a crash, since whoever recovers cannot see whether there was a second", async () => {
    const world = worldOf((emulator) => ({ ...restOf(emulator), fetch: silent(emulator) }));
    const { clock, emulator, ledger, k2 } = world;
    k2.generate({ prompt }).catch(() => {});
    await clock.advance(1000);
    const budget = { totalUsd: 1 };
    const heir = createKrea2({ providers: [cloudflare(restOf(emulator))], clock, ledger, budget });
    const [recovered] = await clock.settle(heir.recover({ minAgeMs: 0 }));
    expect(recovered?.result?.spend).toMatchObject({ usd: 0.03, atRiskUsd: 0.03 });
    expect(await world.counted()).toStrictEqual({ held: [30_000], total: 60_000, billed: 30_000 });
  });

  it.each<[string, Partial<Krea2Options>, object, string]>([
    ["of the call", {}, { maxUsd: 0.05 }, `$0.06 ${WHY} on cloudflare, more than the $0.05 for this call`],
    ["of a day", { budget: { perDayUsd: 0.05 } }, {}, `$0.06 ${WHY}, which is more than the budget has left`],
  ])(
    "is more than a limit %s that has money for one run, so nothing is sent",
    async (_, client, call, why) => {
      const world = worldOf(restOf, client);
      const error = await rejectionOf(world.generate({}, call));
      expect(error).toMatchObject({ code: "budget_exceeded", outcome: "not_sent", billed: "no" });
      expect(error.message).toContain(why);
      expect(world.emulator.requests()).toStrictEqual([]);
      expect(await world.ledger.spent(["day:2026-01-01", "total"])).toStrictEqual([0, 0]);
    },
  );

  it("is in the worst case of a plan", () => {
    const { k2 } = worldOf();
    const request = { prompt, n: 2 };
    expect(k2.plan(request).worstCaseUsd).toBe(0.12);
    expect(k2.plan(request).providers).toMatchObject([{ estimate: { usd: 0.06 }, worstCaseUsd: 0.12 }]);
    expect(k2.plan(request, { maxUsd: 0.1 }).worstCaseUsd).toBe(0.1);
    const once = createKrea2({ providers: [cloudflare({ binding: { run: async () => ({}) } })] });
    expect(once.plan(request).worstCaseUsd).toBe(0.06);
  });
});
