import { MODELS, type Progress } from "@unikrea/core";
import { INPUT_IMAGES, MOODBOARD_ID } from "@unikrea/testkit";
import { describe, expect, it } from "vitest";
import { PRICES } from "../src/pricing.ts";
import { emulate, fileOf, LATENCY_MS } from "./emulated.ts";

const prompt = "a lighthouse in fog";
const REQUEST = { prompt };

describe("one image", () => {
  it.each(MODELS)("of %s: the right pixels, PNG, and a cost that is the bill", async (model) => {
    const { k2, ends, emulator, charged } = await emulate();
    const result = await ends(k2.generate({ prompt, model, aspectRatio: "16:9", seed: 0 }));
    await ends(fileOf(result));
    expect(result.images[0]).toMatchObject({ mediaType: "image/png", width: 1376, height: 768, seed: 0 });
    expect(result).toMatchObject({
      warnings: [],
      failures: [],
      attempts: [{ outcome: "settled", billed: "yes" }],
    });
    const microUsd = await charged();
    expect(microUsd).toBe(PRICES.microUsd[model]?.text);
    expect(result.spend).toStrictEqual({ usd: microUsd / 1e6, basis: "emulated", atRiskUsd: 0 });
    expect(emulator.bill().entries).toMatchObject([{ service: "krea", model, tier: "text" }]);
  });

  it("costs more with references, and more with a moodboard, as billed", async () => {
    const { k2, ends, charged } = await emulate();
    const references = [{ image: INPUT_IMAGES.url, strength: 0.25 }];
    const first = await ends(k2.generate({ prompt, references }));
    const second = await ends(k2.generate({ prompt, references, moodboard: { id: MOODBOARD_ID } }));
    expect([first.cost.usd, second.cost.usd]).toStrictEqual([0.035, 0.04]);
    expect(await charged()).toBe(75_000);
  });

  it("walks through every state that Krea documents, and none of them breaks the wait", async () => {
    const { provider, k2, ends, clock } = await emulate({ krea: { concurrency: 1 } });
    const [, job] = await ends(Promise.all([k2.submit(REQUEST), k2.submit(REQUEST)]));
    const token = job.parts[0]?.token ?? null;
    const seen = new Set<string>();
    for (let step = 0; step < 110; step++) {
      const outcome = await ends(provider.poll(token, { clock, timeoutMs: 1000 }));
      seen.add(outcome.status === "pending" ? `${outcome.phase}: ${outcome.detail}` : "settled");
      await clock.advance(200);
    }
    expect([...seen]).toStrictEqual([
      "queued: backlogged",
      "queued: queued",
      "queued: scheduled",
      "running: processing",
      "running: sampling",
      "running: intermediate-complete",
      "settled",
    ]);
  });

  it("tells how it goes", async () => {
    const { k2, ends } = await emulate();
    const told: Progress[] = [];
    await ends(k2.generate(REQUEST, { onProgress: (step) => told.push(step) }));
    expect(told[0]).toMatchObject({ phase: "queued", ready: 0, total: 1 });
    expect(told.map(({ detail }) => detail)).toEqual(expect.arrayContaining(["processing", "sampling"]));
    expect(told.at(-1)).toMatchObject({ phase: "settled", ready: 1 });
  });

  it.each(["strings", "objects", "map"] as const)("has its link in urls as %s", async (urls) => {
    const { k2, ends, seen } = await emulate({ krea: { urls } });
    const result = await ends(k2.generate(REQUEST));
    await ends(fileOf(result));
    expect(result.images[0]).toMatchObject({ width: 1024, height: 1024 });
    expect(result.images[0]?.url).not.toContain("preview");
    expect(seen("download")).toHaveLength(1);
  });

  it.each([
    { pendingResult: "null" },
    { pendingResult: "empty" },
    { pendingResult: "absent" },
    { jobType: "k2" },
    { completedAt: false },
    { previews: false },
  ] as const)("comes however Krea shows its jobs: %j", async (switches) => {
    const { k2, ends } = await emulate({ krea: switches });
    expect((await ends(k2.generate(REQUEST))).images).toHaveLength(1);
  });

  it("is asked about as long as it takes, with few requests", async () => {
    const { k2, ends, seen, clock } = await emulate();
    await ends(k2.generate(REQUEST));
    expect(clock.now()).toBeLessThan(LATENCY_MS + 1200);
    expect(seen("submit")).toHaveLength(1);
    expect(seen("poll").length).toBeLessThan(15);
  });
});

describe("several images", () => {
  it("are as many jobs with a seed each, asked about in one request", async () => {
    const { k2, ends, seen, emulator, charged } = await emulate();
    const { images } = await ends(k2.generate({ prompt, n: 20, seed: 4_294_967_290 }));
    expect(images.map(({ seed }) => seed)).toStrictEqual([
      ...[0, 1, 2, 3, 4, 5].map((index) => 4_294_967_290 + index),
      ...Array.from({ length: 14 }, (_, index) => index),
    ]);
    expect(new Set(images.map(({ url }) => url)).size).toBe(20);
    expect(seen("submit")).toHaveLength(20);
    expect(seen("list").length).toBeGreaterThan(0);
    expect(seen("poll")).toHaveLength(0);
    expect(await charged()).toBe(600_000);
    expect(emulator.bill().entries).toHaveLength(20);
  });

  it("are found one by one when the list lags behind", async () => {
    const { k2, ends, seen, emulator } = await emulate();
    emulator.inject({ kind: "list-lag", times: 0 });
    expect((await ends(k2.generate({ prompt, n: 8 }))).images).toHaveLength(8);
    expect(seen("poll").length).toBeGreaterThanOrEqual(8);
  });

  it("wait for each other where the account may run few at once, and all come", async () => {
    const { k2, ends, charged } = await emulate({ krea: { concurrency: 2 } });
    const { images } = await ends(k2.generate({ prompt, n: 7, seed: 1 }));
    expect(images).toHaveLength(7);
    expect(await charged()).toBe(210_000);
  });

  it("that are too many are refused one by one, and the others are kept", async () => {
    const { k2, ends, charged } = await emulate({ krea: { concurrency: 2, backlog: 1 } });
    const { images, failures, spend } = await ends(k2.generate({ prompt, n: 5, seed: 1 }));
    expect(images).toHaveLength(3);
    expect(failures).toMatchObject(
      Array(2).fill({ code: "rate_limited", outcome: "refused", billed: "no", status: 429 }),
    );
    expect(spend).toStrictEqual({ usd: 0.09, basis: "emulated", atRiskUsd: 0 });
    expect(await charged()).toBe(90_000);
  });
});

describe("a result", () => {
  it("whose link has expired is fetched by a fresh one, without paying again", async () => {
    const { k2, ends, emulator, charged, seen } = await emulate();
    const result = await ends(k2.generate(REQUEST));
    emulator.inject({ kind: "expired" });
    expect(await ends(fileOf(result))).toBeInstanceOf(Uint8Array);
    expect(seen("download")).toHaveLength(2);
    expect(seen("submit")).toHaveLength(1);
    expect(await charged()).toBe(30_000);
  });

  it.each([{ kind: "pixel-bomb" }, { kind: "short-file" }] as const)(
    "that is no whole image is refused: %j",
    async (fault) => {
      const { k2, ends, fails, emulator } = await emulate();
      const result = await ends(k2.generate(REQUEST));
      emulator.inject({ ...fault, times: 0 });
      const error = await fails(fileOf(result));
      expect(error).toMatchObject({ code: "download_failed", outcome: "settled", billed: "yes" });
    },
  );

  it("is collected by another process, from the stored job", async () => {
    const { k2, ends, clock, charged } = await emulate();
    const stored = JSON.stringify(await ends(k2.submit({ prompt, n: 2, seed: 9 })));
    await clock.advance(3_600_000);
    const { images, spend } = await ends(k2.resume(JSON.parse(stored)));
    expect(images.map(({ seed }) => seed)).toStrictEqual([9, 10]);
    expect(spend).toStrictEqual({ usd: 0.06, basis: "emulated", atRiskUsd: 0 });
    expect(await charged()).toBe(60_000);
  });

  it("is announced to the webhook that was asked for", async () => {
    const heard: unknown[] = [];
    const fetch = async (url: string, init: RequestInit) => {
      heard.push({ url, body: JSON.parse(String(init.body)) });
      return new Response();
    };
    const { k2, ends, clock } = await emulate({ outgoing: { fetch, allowRemote: true } });
    const webhookUrl = "https://hooks.example.com/krea?token=1";
    const { images } = await ends(k2.generate({ prompt, providerOptions: { krea: { webhookUrl } } }));
    await clock.advance(1000);
    expect(heard).toMatchObject([
      { url: webhookUrl, body: { status: "completed", result: { urls: [images[0]?.url] } } },
    ]);
  });
});

describe("the account", () => {
  it("is probed without cost", async () => {
    const { provider, ends, clock, charged } = await emulate();
    await ends(provider.probe({ clock, timeoutMs: 1000 }));
    expect(await charged()).toBe(0);
  });
});
