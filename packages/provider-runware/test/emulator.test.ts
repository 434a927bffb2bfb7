import { createKrea2, MODELS } from "@unikrea/core";
import { INPUT_IMAGES, MOODBOARD_ID } from "@unikrea/testkit";
import { describe, expect, it } from "vitest";
import { runware } from "../src/index.ts";
import { PRICES } from "../src/pricing.ts";
import { emulate } from "./emulated.ts";
import { fastClock } from "./fast-clock.ts";

const prompt = "a lighthouse in fog";
const usdOf = (microUsd: number) => microUsd / 1e6;

describe("one image", () => {
  it.each(MODELS)("of %s: the right pixels, PNG, and a cost that is the bill", async (model) => {
    const { k2, emulator, tasksOf, charged } = await emulate();
    const result = await k2.generate({ prompt, model, aspectRatio: "16:9", seed: 0 });
    const [image] = result.images;
    await image?.bytes();
    expect(image).toMatchObject({
      mediaType: "image/png",
      width: 1376,
      height: 768,
      seed: 0,
      flagged: false,
    });
    expect(charged()).toBe(PRICES.microUsd[model]?.text);
    expect(result.spend).toStrictEqual({ usd: usdOf(charged()), basis: "emulated", atRiskUsd: 0 });
    expect(result).toMatchObject({
      warnings: [],
      failures: [],
      attempts: [{ outcome: "settled", billed: "yes" }],
    });
    expect(tasksOf("submit")).toHaveLength(1);
    expect(emulator.bill().entries).toMatchObject([{ service: "runware", model, tier: "text" }]);
  });

  it("costs more with references, and more with a moodboard, as billed", async () => {
    const { k2, charged } = await emulate();
    const references = [
      { image: INPUT_IMAGES.url, strength: -2 },
      { image: INPUT_IMAGES.bytes },
      { image: INPUT_IMAGES.dataUri, strength: 2 },
    ];
    const first = await k2.generate({ prompt, references });
    expect(first.cost.usd).toBe(0.035);
    const moodboard = { id: MOODBOARD_ID, strength: 1.5 };
    const second = await k2.generate({ prompt, references, moodboard, creativity: "raw" });
    expect(second.cost.usd).toBe(0.04);
    expect(charged()).toBe(75_000);
  });

  it("may be the reference of the next, by its UUID", async () => {
    const { k2, tasksOf } = await emulate();
    const { images } = await k2.generate({ prompt });
    const id = /[\da-f-]{36}/.exec(images[0]?.url ?? "")?.[0] ?? "";
    await k2.generate({ prompt, references: [{ image: { provider: "runware", id }, strength: 1 }] });
    expect(tasksOf("submit")[1]).toMatchObject([
      { inputs: { referenceImages: [{ image: id, strength: 1 }] } },
    ]);
  });

  it.each([
    ["JPG", "image/jpeg"],
    ["WEBP", "image/webp"],
  ] as const)("comes as %s when asked for", async (outputFormat, mediaType) => {
    const { k2 } = await emulate();
    const { images } = await k2.generate({ prompt, providerOptions: { runware: { outputFormat } } });
    await images[0]?.bytes();
    expect(images[0]?.mediaType).toBe(mediaType);
  });

  it.each(["base64Data", "dataURI"] as const)(
    "comes inside the answer when asked for: %s",
    async (outputType) => {
      const { k2, emulator } = await emulate();
      const { images } = await k2.generate({ prompt, providerOptions: { runware: { outputType } } });
      await images[0]?.bytes();
      expect(images[0]).toMatchObject({ url: undefined, mediaType: "image/png", width: 1024 });
      expect(emulator.requests().some(({ operation }) => operation === "download")).toBe(false);
    },
  );

  it("is marked when the safety check that was asked for finds it unsafe, and delivered", async () => {
    const { k2, emulator, charged } = await emulate();
    emulator.inject({ kind: "nsfw-flag" });
    const { images } = await k2.generate({
      prompt,
      providerOptions: { runware: { safety: { checkContent: true } } },
    });
    expect(images[0]?.flagged).toBe(true);
    expect(charged()).toBe(30_000);
  });

  it("is an estimate, not a report, without includeCost", async () => {
    const { k2, charged } = await emulate();
    const { job, cost } = await k2.generate({ prompt, providerOptions: { runware: { includeCost: false } } });
    expect(job.parts[0]?.outcome?.images[0]).not.toHaveProperty("microUsd");
    expect(cost.usd).toBe(usdOf(charged()));
  });

  it("has a fresh link when the first has expired", async () => {
    const { k2, emulator, tasksOf } = await emulate();
    const { images } = await k2.generate({ prompt });
    emulator.inject({ kind: "expired" });
    const polls = tasksOf("poll").length;
    expect((await images[0]?.bytes())?.length).toBeGreaterThan(100);
    expect(tasksOf("poll")).toHaveLength(polls + 1);
  });
});

describe("four images", () => {
  it("without a seed are one task, and each has the seed that was used", async () => {
    const { k2, tasksOf, charged } = await emulate();
    const { images, spend, job } = await k2.generate({ prompt, n: 4 });
    expect(tasksOf("submit")).toMatchObject([[{ numberResults: 4 }]]);
    expect(tasksOf("submit")[0]?.[0]).not.toHaveProperty("seed");
    expect(new Set(images.map(({ seed }) => seed)).size).toBe(4);
    expect(images.every(({ seed }) => Number.isInteger(seed))).toBe(true);
    expect(job.parts).toHaveLength(1);
    expect(charged()).toBe(120_000);
    expect(spend).toMatchObject({ usd: 0.12, atRiskUsd: 0 });
  });

  it("with a seed are four tasks, each with a seed of its own", async () => {
    const { k2, tasksOf, charged } = await emulate();
    const { images, cost } = await k2.generate({ prompt, n: 4, seed: 4_294_967_294 });
    expect(images.map(({ seed }) => seed)).toStrictEqual([4_294_967_294, 4_294_967_295, 0, 1]);
    const tasks = tasksOf("submit").flat();
    expect(tasks.map(({ seed, numberResults }) => [seed, numberResults])).toStrictEqual([
      [4_294_967_294, 1],
      [4_294_967_295, 1],
      [0, 1],
      [1, 1],
    ]);
    expect([charged(), cost.usd]).toStrictEqual([120_000, 0.12]);
  });

  it("inside the answers are asked about one by one", async () => {
    const { k2, tasksOf } = await emulate();
    const { images } = await k2.generate({
      prompt,
      n: 4,
      seed: 1,
      providerOptions: { runware: { outputType: "base64Data" } },
    });
    expect(images).toHaveLength(4);
    expect(new Set(tasksOf("poll").map((questions) => questions.length))).toStrictEqual(new Set([1]));
  });

  it("of which one failed are three, and what they cost is what is billed", async () => {
    const { k2, emulator, charged } = await emulate();
    emulator.inject({ kind: "partial-success", failed: 1 });
    const { images, failures, cost, spend, attempts } = await k2.generate({ prompt, n: 4 });
    expect(images).toHaveLength(3);
    expect(failures).toMatchObject([
      { code: "job_failed", outcome: "settled", billed: "maybe", provider: "runware" },
    ]);
    expect([charged(), cost.usd]).toStrictEqual([90_000, 0.09]);
    // Runware does not say whether the fourth is billed.
    expect(spend.atRiskUsd).toBe(0.03);
    expect(attempts).toMatchObject([{ n: 4, billed: "yes", code: "job_failed" }]);
  });

  it("made twice by somebody on the way are eight, all delivered and counted", async () => {
    const { k2, emulator, charged } = await emulate();
    emulator.inject({ kind: "executed-twice" });
    const { images, cost } = await k2.generate({ prompt, n: 4 });
    expect(images).toHaveLength(8);
    expect([charged(), cost.usd]).toStrictEqual([240_000, 0.24]);
  });
});

it("a job that was stored is collected by another client", async () => {
  const { k2, emulator, tasksOf, charged } = await emulate();
  const stored = JSON.stringify(await k2.submit({ prompt, n: 3 }));
  expect(stored).not.toContain(prompt);
  const { baseUrl } = emulator.urls.runware;
  const other = createKrea2({ providers: [runware({ apiKey: "another", baseUrl })], clock: fastClock() });
  const { images } = await other.resume(JSON.parse(stored));
  expect(images).toHaveLength(3);
  expect([tasksOf("submit").length, charged()]).toStrictEqual([1, 90_000]);
});

describe("a synchronous task", () => {
  const sync = { prompt, providerOptions: { runware: { deliveryMethod: "sync" } } } as const;

  it("is answered with the image, and not asked about", async () => {
    const { k2, tasksOf, charged } = await emulate();
    const { images, cost } = await k2.generate({ ...sync, n: 2 });
    expect(images).toHaveLength(2);
    expect([tasksOf("submit").length, tasksOf("poll").length]).toStrictEqual([1, 0]);
    expect([charged(), cost.usd]).toStrictEqual([60_000, 0.06]);
  });

  it("that takes longer than Runware waits is asked about, and paid once", async () => {
    const { k2, tasksOf, charged } = await emulate({ runware: { syncWindowMs: 20 } });
    const { images } = await k2.generate({ ...sync, n: 2 });
    expect(images).toHaveLength(2);
    expect(tasksOf("submit")).toHaveLength(1);
    expect(tasksOf("poll").length).toBeGreaterThan(0);
    expect(charged()).toBe(60_000);
  });

  it("of which a part failed keeps the rest", async () => {
    const { k2, emulator, charged } = await emulate();
    emulator.inject({ kind: "partial-success", failed: 2 });
    const { images, failures } = await k2.generate({ ...sync, n: 3 });
    expect([images.length, failures.length, charged()]).toStrictEqual([1, 2, 30_000]);
  });

  it("whose link is missing is asked about, since the link may follow", async () => {
    const { k2, emulator, charged } = await emulate();
    emulator.inject({ kind: "completed-without-url" });
    expect((await k2.generate(sync)).images).toHaveLength(1);
    expect(charged()).toBe(30_000);
  });
});
