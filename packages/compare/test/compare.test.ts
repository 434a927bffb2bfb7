import { describe, expect, it } from "vitest";
import { type CellProgress, type Comparison, type ComparisonCell, toJson } from "../src/index.ts";
import { IDS, LATENCY_MS, setStage } from "./stage.ts";

const FOX = { prompt: "a fox in snow" };
const MATRIX = {
  prompts: ["a lighthouse in fog", "a fox in snow"],
  models: ["krea-2-medium", "krea-2-large"],
} as const;

const cellsOf = ({ rows }: Comparison): readonly ComparisonCell[] => rows.flatMap(({ cells }) => cells);
const statuses = (comparison: Comparison) => cellsOf(comparison).map(({ status }) => status);

describe("a comparison", () => {
  it("asks every provider for every prompt on every model, and is billed what was estimated", async () => {
    const { compares, charged, emulator } = setStage();
    const comparison = await compares({ ...MATRIX, aspectRatio: "16:9" }, { maxUsd: 1 });
    expect(comparison).toMatchObject({ v: 1, emulated: true, maxUsd: 1, providers: IDS });
    expect(comparison.createdAt).toBe("2026-01-01T00:00:00.000Z");
    expect(comparison.rows.map(({ id, prompt, model }) => [id, prompt, model])).toStrictEqual([
      [1, "a lighthouse in fog", "krea-2-medium"],
      [2, "a lighthouse in fog", "krea-2-large"],
      [3, "a fox in snow", "krea-2-medium"],
      [4, "a fox in snow", "krea-2-large"],
    ]);
    expect(cellsOf(comparison).map(({ provider }) => provider)).toStrictEqual([
      ...IDS,
      ...IDS,
      ...IDS,
      ...IDS,
    ]);
    for (const { status, images, cost, failures } of cellsOf(comparison)) {
      expect([status, images.length, failures]).toStrictEqual(["done", 1, []]);
      expect(images).toMatchObject([{ mediaType: "image/png", width: 1376, height: 768 }]);
      expect(cost).toStrictEqual({
        ...{ estimatedUsd: cost.estimatedUsd, usd: cost.estimatedUsd },
        ...{ basis: "emulated", deltaUsd: 0, atRiskUsd: 0 },
      });
    }
    expect(comparison.spend).toStrictEqual({ estimatedUsd: 0.54, usd: 0.54, atRiskUsd: 0 });
    expect(await charged()).toBe(540_000);
    expect(emulator.bill().entries).toHaveLength(12);
  });

  it("pins a seed for each row, which every provider is given", async () => {
    const draws = [0.25, 0.5, 0.75, 0.999_999_999_9];
    const { compares, orders } = setStage();
    const { rows } = await compares(MATRIX, { random: () => draws.shift() ?? 0 });
    const seeds = [1_073_741_824, 2_147_483_648, 3_221_225_472, 4_294_967_295];
    expect(rows.map(({ seed }) => seed)).toStrictEqual(seeds);
    for (const seed of seeds)
      expect(orders().filter(({ body }) => JSON.stringify(body).includes(`"seed":${seed}`))).toHaveLength(3);
    expect(rows.flatMap(({ cells }) => cells.flatMap(({ images }) => images[0]?.seed))).toStrictEqual(
      seeds.flatMap((seed) => [seed, seed, seed]),
    );
  });

  it.each([
    { seed: 0, pinned: 0 },
    { seed: 7, pinned: 7 },
    { seed: null, pinned: 1_073_741_824 },
    { seed: undefined, pinned: 1_073_741_824 },
  ])("takes the seed $seed as $pinned", async ({ seed, pinned }) => {
    const { rows } = await setStage().compares({ ...FOX, seed });
    expect(rows.map((row) => [row.seed, row.request.seed])).toStrictEqual([[pinned, pinned]]);
  });

  it("makes n images in each cell, no two alike", async () => {
    const { compares, charged } = setStage();
    const comparison = await compares({ ...FOX, n: 2, seed: 4_294_967_295 });
    for (const { images } of cellsOf(comparison))
      expect(images.map(({ seed }) => seed)).toStrictEqual([4_294_967_295, 0]);
    expect(comparison.spend).toStrictEqual({ estimatedUsd: 0.18, usd: 0.18, atRiskUsd: 0 });
    expect(await charged()).toBe(180_000);
  });

  it("takes a list of requests, a row each", async () => {
    const { rows } = await setStage().compares([FOX, { prompt: "a red car", aspectRatio: "9:16", seed: 3 }]);
    expect(rows.map(({ id, prompt, aspectRatio, seed }) => [id, prompt, aspectRatio, seed])).toStrictEqual([
      [1, "a fox in snow", "1:1", 1_073_741_824],
      [2, "a red car", "9:16", 3],
    ]);
  });

  it("has the columns that were asked for, in that order", async () => {
    const { compares, orders } = setStage();
    const comparison = await compares(FOX, { providers: ["runware", "krea"] });
    expect(comparison.providers).toStrictEqual(["runware", "krea"]);
    expect(cellsOf(comparison).map(({ provider }) => provider)).toStrictEqual(["runware", "krea"]);
    expect(orders().map(({ service }) => service)).toStrictEqual(["runware", "krea"]);
  });

  it("says how long each provider took to begin and to end, and how often it was asked", async () => {
    const comparison = await setStage().compares(FOX);
    expect(cellsOf(comparison).map(({ timing, polls }) => [timing, polls > 0])).toStrictEqual([
      [{ queuedMs: 1200, runningMs: 8964, downloadMs: 0, totalMs: 10_164 }, true],
      [{ queuedMs: undefined, runningMs: undefined, downloadMs: 0, totalMs: LATENCY_MS }, false],
      [{ queuedMs: 1200, runningMs: 8964, downloadMs: 0, totalMs: 10_164 }, true],
    ]);
  });

  it("is the same for the same clock, ids and chance", async () => {
    const run = async () => toJson(await setStage().compares({ ...MATRIX, n: 2 }), { images: "base64" });
    expect(await run()).toStrictEqual(await run());
  });

  it("shows what each provider was really sent", async () => {
    const comparison = await setStage().compares({ ...FOX, aspectRatio: "16:9" });
    const ratios = cellsOf(comparison).map(({ settings }) =>
      settings.find(({ path }) => path === "aspectRatio"),
    );
    expect(ratios.map((setting) => setting?.status)).toStrictEqual(["exact", "exact", "mapped"]);
  });
});

describe("a provider that cannot be asked", () => {
  it("has a column that says why, and is sent nothing", async () => {
    const { compares, orders, charged } = setStage();
    const comparison = await compares({ ...FOX, aspectRatio: "3:4" });
    expect(statuses(comparison)).toStrictEqual(["done", "ineligible", "ineligible"]);
    expect(cellsOf(comparison).map(({ reason }) => reason)).toStrictEqual([
      undefined,
      "cloudflare cannot honour aspectRatio",
      "runware cannot honour aspectRatio",
    ]);
    expect(cellsOf(comparison)[1]).toMatchObject({
      cost: { usd: 0, atRiskUsd: 0, deltaUsd: 0 },
      timing: { totalMs: 0 },
      ...{ images: [], polls: 0, failures: [] },
    });
    expect(comparison.spend).toStrictEqual({ estimatedUsd: 0.03, usd: 0.03, atRiskUsd: 0 });
    expect(orders().map(({ service }) => service)).toStrictEqual(["krea"]);
    expect(await charged()).toBe(30_000);
  });

  it("is named when it has no key", async () => {
    const { compares, orders } = setStage({ keyless: ["krea"] });
    const comparison = await compares(FOX, { providers: ["krea", "runware"] });
    expect(cellsOf(comparison).map(({ status, reason }) => [status, reason])).toStrictEqual([
      ["ineligible", "krea has no key: set KREA_API_TOKEN or KREA_API_KEY"],
      ["done", undefined],
    ]);
    expect(orders().map(({ service }) => service)).toStrictEqual(["runware"]);
  });

  it("is asked for the nearest that it has where that is allowed, with a warning", async () => {
    const { compares, charged } = setStage();
    const comparison = await compares({ ...FOX, aspectRatio: "3:4" }, { onUnsupported: "warn" });
    expect(statuses(comparison)).toStrictEqual(["done", "done", "done"]);
    const told = cellsOf(comparison).map(({ warnings }) => warnings.map(({ type, path }) => [type, path]));
    expect(told).toStrictEqual([[], [["adjusted", "aspectRatio"]], [["adjusted", "aspectRatio"]]]);
    expect(await charged()).toBe(90_000);
  });

  it("may be every one of them: then nothing is sent, and nothing is emulated", async () => {
    const { compares, emulator } = setStage({ keyless: IDS });
    const comparison = await compares(FOX, { maxUsd: 0 });
    expect(statuses(comparison)).toStrictEqual(["ineligible", "ineligible", "ineligible"]);
    expect(comparison).toMatchObject({ emulated: false, spend: { estimatedUsd: 0, usd: 0, atRiskUsd: 0 } });
    expect(emulator.requests()).toStrictEqual([]);
  });
});

describe("progress", () => {
  it("tells of each cell from its waiting to its end", async () => {
    const told: CellProgress[] = [];
    const comparison = await setStage().compares(FOX, { onProgress: (progress) => void told.push(progress) });
    const phasesOf = (id: string) =>
      told.filter(({ provider }) => provider === id).map(({ phase, elapsedMs }) => `${phase} ${elapsedMs}`);
    expect(phasesOf("cloudflare")).toStrictEqual(["waiting 0", "downloading 10000", "done 10000"]);
    const phases = phasesOf("krea").map((said) => said.split(" ")[0]);
    expect([...new Set(phases)]).toStrictEqual(["waiting", "queued", "running", "downloading", "done"]);
    const ends = told.filter(({ phase }) => phase === "done");
    expect(ends.map(({ row, ready, total }) => [row, ready, total])).toStrictEqual([
      [1, 1, 1],
      [1, 1, 1],
      [1, 1, 1],
    ]);
    for (const { provider, cell } of ends)
      expect(cell).toStrictEqual(cellsOf(comparison).find((other) => other.provider === provider));
  });

  it("whose callback throws or rejects spoils nothing", async () => {
    const throws = () => {
      throw new Error("mine");
    };
    for (const onProgress of [throws, async () => throws()]) {
      const { compares, charged } = setStage();
      expect(statuses(await compares(FOX, { onProgress }))).toStrictEqual(["done", "done", "done"]);
      expect(await charged()).toBe(90_000);
    }
  });
});

describe("concurrency", () => {
  it("of 1 asks for a cell when the one before it has ended", async () => {
    const { compares, orders } = setStage();
    await compares(
      { prompts: ["a fox", "a wolf"] },
      { concurrency: 1, providers: ["cloudflare", "runware"] },
    );
    const seconds = orders().map(({ service, at }) => [service, Math.floor(Date.parse(at) / 1000) % 60]);
    expect(seconds).toStrictEqual([
      ["cloudflare", 0],
      ["runware", 10],
      ["cloudflare", 20],
      ["runware", 30],
    ]);
  });

  it("is that of the client when it is left out", async () => {
    const { compares, orders } = setStage();
    await compares({ prompts: ["a fox", "a wolf"] });
    expect(new Set(orders().map(({ at }) => at))).toStrictEqual(new Set(["2026-01-01T00:00:00.000Z"]));
  });
});
