import { createKrea2 } from "@unikrea/core";
import { afterEach, describe, expect, it, vi } from "vitest";
import * as door from "../src/index.ts";
import { PRICES } from "../src/pricing.ts";

const { runware } = door;

afterEach(() => vi.unstubAllEnvs());

it("has one door", () => {
  expect(Object.keys(door)).toStrictEqual(["runware"]);
});

describe("settings", () => {
  it("need no key to be made", () => {
    vi.stubEnv("RUNWARE_API_KEY", "");
    expect(runware().hasCredentials()).toBe(false);
    expect(runware({ apiKey: "key" }).hasCredentials()).toBe(true);
  });

  it("come from the environment when they are left out", async () => {
    vi.stubEnv("RUNWARE_API_KEY", "key-of-the-environment");
    vi.stubEnv("RUNWARE_BASE_URL", "http://127.0.0.1:1/runware/v1");
    const seen: unknown[] = [];
    const fetch = async (url: string, init?: RequestInit) => {
      seen.push(url, new Headers(init?.headers).get("authorization"));
      return Response.json({ data: [] });
    };
    const provider = runware({ fetch });
    expect([provider.hasCredentials(), provider.local]).toStrictEqual([true, true]);
    await createKrea2({ providers: [provider] }).submit({ prompt: "a lighthouse in fog" });
    expect(seen).toStrictEqual(["http://127.0.0.1:1/runware/v1", "Bearer key-of-the-environment"]);
  });

  it.each([
    "http://api.runware.ai/v1",
    "https://me:pw@api.runware.ai",
    "https://api.runware.ai/v1?key=1",
    "nowhere",
  ])("refuse the base URL %s", (baseUrl) => {
    expect(() => runware({ baseUrl })).toThrow(expect.objectContaining({ code: "invalid_input" }));
  });
});

it("marks its account by its key and its address, otherwise for every job", async () => {
  const mark = (apiKey: string, salt = "job-1", baseUrl = "https://api.example.com") =>
    runware({ apiKey, baseUrl }).account?.(salt);
  const one = await mark("canary-5f1d7c20");
  expect(one).toMatch(/^[\da-f]{12}$/);
  expect(await mark("canary-5f1d7c20")).toBe(one);
  const others = [
    mark("canary-6a2e8d31"),
    mark("canary-5f1d7c20", "job-2"),
    mark("canary-5f1d7c20", "job-1", "http://127.0.0.1:1"),
  ];
  expect(new Set([one, ...(await Promise.all(others))]).size).toBe(4);
});

describe("facts", () => {
  it("are those of Runware", () => {
    const { id, delivery, cancelable, findAfterMs, batch, capabilities } = runware();
    expect({ id, delivery, cancelable, findAfterMs, batch, capabilities }).toStrictEqual({
      id: "runware",
      delivery: "job",
      cancelable: false,
      findAfterMs: [0, 1000, 3000, 8000],
      batch: { max: 100, from: 2 },
      capabilities: {
        models: ["krea-2-medium", "krea-2-large", "krea-2-medium-turbo"],
        aspectRatios: ["1:1", "4:3", "3:2", "16:9", "2.35:1", "4:5", "2:3", "9:16"],
        sizes: {
          "1:1": { width: 1024, height: 1024 },
          "4:3": { width: 1184, height: 896 },
          "3:2": { width: 1248, height: 832 },
          "16:9": { width: 1376, height: 768 },
          "2.35:1": { width: 1568, height: 672 },
          "4:5": { width: 928, height: 1152 },
          "2:3": { width: 832, height: 1248 },
          "9:16": { width: 768, height: 1376 },
        },
        references: { min: -2, max: 2 },
        moodboard: { min: -0.5, max: 1.5 },
        sliders: false,
        styles: false,
        images: { bytes: "inline", ids: true },
        imagesPerJob: 20,
      },
    });
  });

  it("hold the published prices, in micro-dollars", () => {
    expect(PRICES.microUsd).toStrictEqual({
      "krea-2-medium": { text: 30_000, references: 35_000, moodboard: 40_000 },
      "krea-2-large": { text: 60_000, references: 65_000, moodboard: 70_000 },
      "krea-2-medium-turbo": { text: 15_000, references: 17_500, moodboard: 20_000 },
    });
  });
});

describe("what Runware has not is refused before anything is sent", () => {
  const k2 = createKrea2({
    providers: [
      runware({
        apiKey: "key",
        fetch: async () => {
          throw new Error("something was sent");
        },
      }),
    ],
  });
  const prompt = "a lighthouse in fog";
  const image = "https://pictures.example.com/fog.jpg";

  it.each([
    ["aspectRatio", { prompt, aspectRatio: "3:4" }],
    ["sliders", { prompt, sliders: { intensity: 1 } }],
    ["styles", { prompt, styles: [{ id: "ink", strength: 1 }] }],
    ["source", { prompt, source: { image } }],
    ["references[0].image", { prompt, references: [{ image: { provider: "krea", id: "1" } }] }],
    [
      "moodboard.strength",
      { prompt, moodboard: { id: "6f1f7a52-6d0e-4a0c-9a55-2f9f3f0f7c11", strength: 2 } },
    ],
  ] as const)("%s", async (path, request) => {
    await expect(k2.generate(request)).rejects.toMatchObject({
      code: path.startsWith("moodboard") ? "invalid_input" : "unsupported",
      outcome: "not_sent",
      billed: "no",
      issues: [expect.objectContaining({ path })],
    });
  });
});
