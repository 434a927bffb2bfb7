import type { Emulator, Fault } from "@unikrea/emulator";
import { describe, expect, it } from "vitest";
import type { CloudflareSettings } from "../src/index.ts";
import { TOKEN } from "./account.ts";
import { costWorldOf, onLog, prompt, reported } from "./cost-world.ts";
import { DROP_AFTER, restOf } from "./lost.ts";

const withoutGateway = (emulator: Emulator) => ({ run: emulator.ai.run });
const doors: { door: string; settingsOf: (emulator: Emulator) => CloudflareSettings }[] = [
  { door: "REST", settingsOf: restOf },
  { door: "a binding", settingsOf: ({ ai }) => ({ binding: ai, local: true }) },
  {
    door: "REST beside a binding that has no logs",
    settingsOf: (emulator) => ({ ...restOf(emulator), binding: withoutGateway(emulator), local: true }),
  },
];

describe.each(doors)("what a run cost, read by $door", ({ settingsOf }) => {
  it("is in the row of the log, 0.3 s after the image", async () => {
    const { clock, emulator, generate, reads, runs } = costWorldOf(settingsOf);
    const { job, images, warnings } = await generate();
    expect(images).toHaveLength(1);
    expect([reported(job), warnings]).toStrictEqual([[30_000], []]);
    expect([clock.now(), reads().length, runs()]).toStrictEqual([300, 1, 1]);
    const [entry] = emulator.bill().entries;
    expect(reads()[0]?.path).toMatch(new RegExp(`/ai-gateway/gateways/default/logs/${entry?.id}$`));
    expect(emulator.bill().totalMicroUsd).toBe(30_000);
  });

  it.each([
    ["the row", { logLagMs: 1000 }],
    ["its cost", { costLagMs: 1000 }],
  ])("is waited for where %s lags", async (_, lag) => {
    const { clock, generate, reads } = costWorldOf(settingsOf, lag);
    expect(reported((await generate()).job)).toStrictEqual([30_000]);
    expect([clock.now(), reads().length]).toStrictEqual([1200, 3]);
  });

  it.each([
    ["the row", { logLagMs: 60_000 }],
    ["its cost", { costLagMs: 60_000 }],
  ])("stays an estimate where %s lags for longer, and nothing is said of it", async (_, lag) => {
    const { clock, generate, reads } = costWorldOf(settingsOf, lag);
    const { job, cost, warnings } = await generate();
    expect(reported(job)).toStrictEqual([undefined]);
    expect([cost.usd, warnings]).toStrictEqual([0.03, []]);
    expect([clock.now(), reads().length]).toStrictEqual([1800, 4]);
  });

  it.each<[string, Fault]>([
    ["is down", { kind: "status", status: 503 }],
    ["is no JSON", { kind: "html" }],
    ["breaks off", { kind: "cut-json" }],
    ["is a text", { kind: "wrong-shape", body: "ok" }],
    ["is empty", { kind: "wrong-shape", body: {} }],
    ["is a list", { kind: "wrong-shape", body: { result: [{ cost: 0.03 }] } }],
    ["is of another run", { kind: "wrong-shape", body: { result: { id: "another", cost: 0.03 } } }],
    ["cannot be reached", { kind: "drop" }],
  ])("stays an estimate where the log %s", async (_, fault) => {
    const { clock, emulator, generate, runs } = costWorldOf(settingsOf);
    emulator.inject(onLog(fault));
    const { job, images, cost, warnings } = await generate();
    expect([images.length, cost.usd, warnings]).toStrictEqual([1, 0.03, []]);
    expect(reported(job)).toStrictEqual([undefined]);
    expect([clock.now(), runs(), emulator.bill().entries.length]).toStrictEqual([1800, 1, 1]);
  });

  it("is waited for two seconds and no longer, whatever the log does", async () => {
    const { clock, emulator, generate } = costWorldOf(settingsOf);
    emulator.inject(onLog({ kind: "hang" }));
    const { job, images } = await generate();
    expect([images.length, reported(job), clock.now()]).toStrictEqual([1, [undefined], 2000]);
  });

  it("is read again after a first read that failed", async () => {
    const { clock, emulator, generate } = costWorldOf(settingsOf);
    emulator.inject({ ...onLog({ kind: "drop" }), times: 2 });
    expect(reported((await generate()).job)).toStrictEqual([30_000]);
    expect(clock.now()).toBe(1200);
  });

  it("is read for each of several images, at the same time", async () => {
    const { clock, generate, ledger, reads } = costWorldOf(settingsOf, { costLagMs: 500 });
    const { job } = await generate({ n: 3 });
    expect(reported(job)).toStrictEqual([30_000, 30_000, 30_000]);
    expect([clock.now(), reads().length]).toStrictEqual([700, 6]);
    expect(await ledger.spent(["total"])).toStrictEqual([90_000]);
  });

  it("is not asked for where nobody wants to hear it", async () => {
    const { clock, generate, reads } = costWorldOf((emulator) => ({
      ...settingsOf(emulator),
      reportCost: false,
    }));
    expect(reported((await generate()).job)).toStrictEqual([undefined]);
    expect([clock.now(), reads().length]).toStrictEqual([0, 0]);
  });

  it("cannot be read without a log, which is said once", async () => {
    const { clock, generate, reads } = costWorldOf(settingsOf);
    const providerOptions = { cloudflare: { collectLog: false } };
    const said = async () =>
      (await generate({ providerOptions, n: 2 })).warnings.map(({ message }) => message);
    const ours = "without a log, a run whose answer gets lost cannot be found again";
    expect(await said()).toStrictEqual([
      ours,
      "cloudflare's answer names no entry of the gateway's log: see collectLog. What runs cost stays an estimate by the price list",
    ]);
    expect(await said()).toStrictEqual([ours]);
    expect([clock.now(), reads().length]).toStrictEqual([0, 0]);
  });

  it("takes no time that the call needs: with less than a second left nothing is asked", async () => {
    const { clock, emulator, k2, reads } = costWorldOf(settingsOf);
    emulator.inject({ kind: "slow", delayMs: 4100, operation: "submit", times: 0 });
    const generate = (timeoutMs: number) => clock.settle(k2.generate({ prompt }, { timeoutMs }));
    const late = await generate(5000);
    expect([late.images.length, reported(late.job), reads().length]).toStrictEqual([1, [undefined], 0]);
    expect(clock.now()).toBe(4100);
    const inTime = await generate(5500);
    expect([inTime.images.length, reported(inTime.job), reads().length]).toStrictEqual([1, [30_000], 1]);
    emulator.inject(onLog({ kind: "hang" }));
    const startedAt = clock.now();
    const hung = await generate(5500);
    expect([hung.images.length, reported(hung.job)]).toStrictEqual([1, [undefined]]);
    expect(clock.now() - startedAt).toBe(4500);
  });

  it("leaves nothing behind when the caller gives up meanwhile", async () => {
    const { clock, emulator, k2 } = costWorldOf(settingsOf, { costLagMs: 60_000 });
    const controller = new AbortController();
    const reason = new Error("changed my mind");
    clock.setTimer(() => controller.abort(reason), 500);
    const running = k2.generate({ prompt }, { signal: controller.signal });
    const failure = await clock.settle(running.catch((error: unknown) => error));
    expect(failure).toMatchObject({ code: "aborted", billed: "maybe", cause: reason });
    expect([clock.now(), clock.pendingTimers, emulator.bill().entries.length]).toStrictEqual([500, 0, 1]);
  });
});

it("an image that was given up while its cost was read is found in the log, and not paid twice", async () => {
  const { clock, emulator, k2, runs } = costWorldOf(restOf, { costLagMs: 400 });
  const controller = new AbortController();
  clock.setTimer(() => controller.abort(), 350);
  const failure = await clock.settle(k2.generate({ prompt }, { signal: controller.signal }).catch(Object));
  expect([failure.code, failure.billed]).toStrictEqual(["aborted", "maybe"]);
  const [recovered] = await clock.settle(k2.recover({ minAgeMs: 0 }));
  expect(recovered?.result?.images).toHaveLength(1);
  expect(recovered?.result && reported(recovered.result.job)).toStrictEqual([30_000]);
  expect([runs(), emulator.bill().entries.length]).toStrictEqual([1, 1]);
});

it.each([401, 403])(
  "a token that may not read the log (%i) is named once, and asked for no second look",
  async (status) => {
    const { clock, emulator, generate, reads } = costWorldOf();
    emulator.inject(onLog({ kind: "status", status }));
    const first = await generate({ n: 3 });
    expect([first.images.length, first.cost.usd, reported(first.job)]).toStrictEqual([
      3,
      0.09,
      [undefined, undefined, undefined],
    ]);
    expect(first.warnings).toStrictEqual([
      {
        type: "suspicious",
        path: "",
        provider: "cloudflare",
        message: `cloudflare's token may not read the gateway's log (${status}): it needs the permission "AI Gateway: Read". What runs cost stays an estimate by the price list`,
      },
    ]);
    expect([clock.now(), reads().length]).toStrictEqual([300, 3]);
    expect((await generate()).warnings).toStrictEqual([]);
  },
);

it("a log that never answers, not even an abort, is left behind after two seconds", async () => {
  const { clock, generate } = costWorldOf((emulator) => ({
    ...restOf(emulator),
    fetch: (url, init) => (url.includes("/logs/") ? new Promise(() => {}) : emulator.fetch(url, init)),
  }));
  const { images, job } = await generate();
  expect([images.length, reported(job), clock.now(), clock.pendingTimers]).toStrictEqual([
    1,
    [undefined],
    2000,
    0,
  ]);
});

it("a key that never comes holds nobody up", async () => {
  let asked = 0;
  const { clock, generate } = costWorldOf((emulator) => ({
    ...restOf(emulator),
    apiToken: () => (asked++ === 0 ? TOKEN : new Promise<string>(() => {})),
  }));
  const { images, job } = await generate();
  expect([images.length, reported(job), clock.now()]).toStrictEqual([1, [undefined], 2000]);
});

describe("a run whose answer was lost", () => {
  it.each([
    [true, [30_000]],
    [false, [undefined]],
  ])("is found with what it cost where that is wanted: %s", async (reportCost, expected) => {
    const { emulator, generate, runs } = costWorldOf((emulator) => ({ ...restOf(emulator), reportCost }));
    emulator.inject(DROP_AFTER);
    const { job, images } = await generate();
    expect([images.length, reported(job)]).toStrictEqual([1, expected]);
    expect([runs(), emulator.bill().entries.length]).toStrictEqual([1, 1]);
  });
});
