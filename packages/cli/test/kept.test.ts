import type { JobRef, LedgerRecord } from "@unikrea/core";
import { memoryLedger } from "@unikrea/core/ledger";
import { describe, expect, it } from "vitest";
import { fastestFirst } from "../src/fastest.ts";
import { isOpen } from "../src/ledger-folder.ts";
import { isPartial } from "../src/report-result.ts";
import { stateFolder } from "../src/state-folder.ts";
import { hasStory, tellStory } from "../src/story.ts";
import { writtenLedger } from "../src/written-ledger.ts";

describe("stateFolder", () => {
  it.each([
    ["linux", {}, "/home/u/.local/state/unikrea"],
    ["linux", { XDG_STATE_HOME: "/state" }, "/state/unikrea"],
    ["linux", { XDG_STATE_HOME: "relative" }, "/home/u/.local/state/unikrea"],
    ["darwin", { XDG_STATE_HOME: "/state" }, "/home/u/Library/Application Support/unikrea"],
    ["win32", { LOCALAPPDATA: "C:\\Users\\u\\Local" }, "C:\\Users\\u\\Local\\unikrea"],
    ["linux", { UNIKREA_STATE_DIR: "/mine", XDG_STATE_HOME: "/state" }, "/mine"],
    ["win32", { UNIKREA_STATE_DIR: "D:\\mine", LOCALAPPDATA: "C:\\" }, "D:\\mine"],
  ] as const)("on %s with %o is %s", (platform, env, folder) =>
    expect(stateFolder(env, platform, "/home/u")).toBe(folder),
  );

  it("is below the home that the environment names", () =>
    expect(stateFolder({ HOME: "/other" }, "linux")).toBe("/other/.local/state/unikrea"));
});

type Part = JobRef["parts"][number];
const part = (provider: string, more: Partial<Part> = {}): Part => ({
  ...{ provider, key: "k", index: 0, n: 1, estimatedMicroUsd: 30_000 },
  ...{ submittedAt: "2026-11-21T00:00:00.000Z", ...more },
});
const made = (images = 1, microUsd?: number): Partial<Part> => ({
  token: "t",
  outcome: { status: "settled", images: Array(images).fill({ url: "u", microUsd }), failures: [] },
});
const failed = (status: number | undefined, billed: "no" | "maybe" = "no"): Partial<Part> => ({
  outcome: {
    status: "settled",
    images: [],
    failures: [{ code: "rate_limited", message: "m", billed, n: 1, status }],
  },
});
const jobOf = (...parts: Part[]): JobRef => ({
  ...{ v: 1, id: "i", model: "krea-2-medium", aspectRatio: "1:1", warnings: [], parts },
});

describe("the story of a job", () => {
  it.each<[string, Part[], boolean, string]>([
    ["one image", [part("krea", made())], false, "krea: 1 image, $0.03"],
    [
      "several jobs of one provider",
      [part("krea", made(1, 35_000)), part("krea", made(1, 35_000))],
      false,
      "krea: 2 images, $0.07",
    ],
    [
      "refusals of one",
      [part("krea", failed(429)), part("krea", failed(429))],
      false,
      "krea: 2 × 429, not billed",
    ],
    [
      "a failover",
      [part("krea", failed(429)), part("runware", made())],
      true,
      "krea: 429, not billed → runware: 1 image, $0.03",
    ],
    [
      "a retry",
      [part("krea", failed(undefined)), part("krea", made())],
      true,
      "krea: rate_limited, not billed; 1 image, $0.03",
    ],
    [
      "money that may be gone",
      [part("krea", failed(500, "maybe")), part("runware", { token: "t" }), part("cloudflare")],
      true,
      "krea: 500, may be billed → runware: accepted, may be billed → cloudflare: no answer, may be billed",
    ],
    [
      "an answer that was found",
      [part("krea", failed(429)), part("runware", { ...made(), lostAt: "2026-11-21T00:00:01.000Z" })],
      true,
      "krea: 429, not billed → runware: answer lost, found: 1 image, $0.03",
    ],
    [
      "no price",
      [part("krea", { ...made(), estimatedMicroUsd: undefined })],
      false,
      "krea: 1 image, price unknown",
    ],
  ])("of %s", (_, parts, has, story) => {
    expect([hasStory(jobOf(...parts)), tellStory(jobOf(...parts))]).toStrictEqual([has, story]);
  });
});

it.each<[string, Part[], number, boolean]>([
  ["all images", [part("krea", made())], 1, false],
  [
    "all images, one of them made up for",
    [part("krea", failed(500, "maybe")), part("runware", made())],
    1,
    false,
  ],
  ["one of two", [part("krea", made()), part("krea", { ...failed(500), index: 1 })], 1, true],
])("%s: are some missing?", (_, parts, images, isIt) => {
  expect(isPartial({ images: Array(images), job: jobOf(...parts) })).toBe(isIt);
});

const record = (more: Partial<LedgerRecord> = {}): LedgerRecord => ({
  ...{ v: 1, id: "i", version: 1, state: "settled", heldMicroUsd: 0, job: jobOf(part("krea", made())) },
  ...{ createdAt: "2026-11-21T00:00:00.000Z", updatedAt: "2026-11-21T00:00:00.000Z" },
  request: {
    ...{ prompt: "p", model: "krea-2-medium", aspectRatio: "1:1", resolution: "1K", creativity: "medium" },
    ...{ references: [], sliders: { intensity: 0, complexity: 0, movement: 0 }, styles: [], n: 1 },
    providerOptions: {},
  },
  ...more,
});

it.each<[string, Partial<LedgerRecord>, boolean]>([
  ["an image that was not delivered", {}, true],
  ["one that was", { state: "delivered" }, false],
  ["a failure that costs nothing", { job: jobOf(part("krea", failed(429))) }, false],
  ["a failure that may cost", { job: jobOf(part("krea", failed(500))), heldMicroUsd: 30_000 }, true],
  ["a call that was never answered", { state: "submitting", job: jobOf(part("krea")) }, true],
])("%s: is it open?", (_, more, isIt) => expect(isOpen(record(more))).toBe(isIt));

describe("fastestFirst", () => {
  const took = (provider: string, seconds: number, more: Partial<Part> = {}) =>
    record({
      job: jobOf(
        part(provider, {
          ...made(),
          settledAt: `2026-11-21T00:00:${String(seconds).padStart(2, "0")}.000Z`,
          ...more,
        }),
      ),
    });
  const ids = ["krea", "cloudflare", "runware"];

  it("goes by the median of what was measured", () => {
    const records = [
      took("krea", 9),
      took("krea", 8),
      took("krea", 1),
      took("cloudflare", 5),
      took("runware", 6),
    ];
    expect(fastestFirst(ids, records, "krea-2-medium")).toStrictEqual(["cloudflare", "runware", "krea"]);
  });

  it("asks whoever was never measured first, and keeps the order of the list otherwise", () => {
    expect(fastestFirst(ids, [took("krea", 9)], "krea-2-medium")).toStrictEqual([
      "cloudflare",
      "runware",
      "krea",
    ]);
    expect(fastestFirst(ids, [took("krea", 9)], "krea-2-large")).toStrictEqual(ids);
  });

  it("measures neither failures nor what was looked for", () => {
    const records = [took("krea", 9, failed(500)), took("krea", 9, { lostAt: "2026-11-21T00:00:01.000Z" })];
    expect(fastestFirst(ids, records, "krea-2-medium")).toStrictEqual(ids);
  });
});

describe("writtenLedger", () => {
  const delivered = record({ version: 2, state: "delivered", deliveredImages: 1 });

  it.each([
    [true, "delivered"],
    [false, "settled"],
  ] as const)("marks as delivered what is on disk: %s", async (isWritten, state) => {
    const store = memoryLedger();
    await store.create(record());
    const ledger = writtenLedger(store);
    const marking = ledger.store.update(delivered);
    await Promise.resolve();
    expect(await store.get("i")).toMatchObject({ version: 1, state: "settled" });
    ledger.written("i", isWritten);
    expect(await marking).toBe(true);
    expect(await store.get("i")).toMatchObject({ version: 2, state });
  });

  it("counts as not written what nobody spoke for, rather than wait for ever", async () => {
    const store = memoryLedger();
    await store.create(record());
    const ledger = writtenLedger(store);
    const marking = ledger.store.update(delivered);
    // What the store is asked first.
    await Promise.resolve().then(() => {});
    await ledger.settle();
    expect([await marking, (await store.get("i"))?.state]).toStrictEqual([true, "settled"]);
  });

  it.each([
    ["what was delivered before", record({ state: "delivered", deliveredImages: 1 }), delivered],
    ["any other state", record({ state: "accepted" }), record({ version: 2 })],
  ])("does not hold %s", async (_, before, after) => {
    const store = memoryLedger();
    await store.create(before);
    expect(await writtenLedger(store).store.update(after)).toBe(true);
  });

  it("settles only when a lease was given back, which core does not wait for", async () => {
    let giveBack = () => {};
    const released = new Promise<void>((resolve) => {
      giveBack = resolve;
    });
    const lease = { fence: 1, renew: async () => true, release: () => released };
    const ledger = writtenLedger({ ...memoryLedger(), lease: async () => lease });
    void (await ledger.store.lease("lane:krea", 1000))?.release();
    let isSettled = false;
    const settling = ledger.settle().then(() => {
      isSettled = true;
    });
    await new Promise(setImmediate);
    expect(isSettled).toBe(false);
    giveBack();
    await settling;
  });
});
