import { readFileSync } from "node:fs";
import type { Ai } from "@cloudflare/workers-types";
import { createEmulator } from "@unikrea/emulator";
import { afterEach, describe, expect, expectTypeOf, it, vi } from "vitest";
import * as door from "../src/index.ts";
import { type AiBinding, cloudflare } from "../src/index.ts";
import { ACCOUNT_ID, TOKEN } from "./account.ts";
import { KEY, request } from "./wire-request.ts";

const binding: AiBinding = { run: async () => ({}) };
const vendored = (name: string) =>
  JSON.parse(readFileSync(new URL(`../../emulator/vendor/${name}.json`, import.meta.url), "utf8"));
afterEach(() => vi.unstubAllEnvs());

it("the door has one name", () => expect(Object.keys(door)).toStrictEqual(["cloudflare"]));

it("env.AI as the runtime types it, and the emulator's, are bindings", () => {
  expectTypeOf<Ai>().toExtend<AiBinding>();
  const { ai } = createEmulator();
  expect(cloudflare({ binding: ai }).id).toBe("cloudflare");
});

it("is synchronous: nothing can be asked or canceled afterwards", () => {
  expect(cloudflare()).toMatchObject({ delivery: "sync", cancelable: false, submitTimeoutMs: 180_000 });
});

it("marks its account by its id, so that a new token changes nothing, and tells none of a binding", async () => {
  const mark = (accountId: string, apiToken: string) =>
    cloudflare({ accountId, apiToken }).account?.("job-1");
  const one = await mark(ACCOUNT_ID, TOKEN);
  expect(one).toMatch(/^[\da-f]{12}$/);
  expect(await mark(ACCOUNT_ID, "another-token-of-the-account")).toBe(one);
  expect(await mark("0".repeat(32), TOKEN)).not.toBe(one);
  expect(cloudflare({ binding }).account).toBeUndefined();
});

it("gives the gateway less time than itself", () => {
  const { wire } = cloudflare().toWire(request(), KEY);
  expect(wire).toMatchObject({ gateway: { requestTimeoutMs: cloudflare().submitTimeoutMs - 2000 } });
});

describe("when it looks for a lost run", () => {
  const log = { accountId: ACCOUNT_ID, apiToken: TOKEN };
  const looks = [2000, 5000, 10_000, 20_000];
  it.each([
    { name: "by REST", settings: {}, expected: looks },
    { name: "by a binding with REST's credentials", settings: { binding, ...log }, expected: looks },
    { name: "by a binding alone, at once, to say that it cannot", settings: { binding }, expected: [0] },
    {
      name: "by a binding alone, when its cache is to be asked",
      settings: { binding, resubmit: "cached" as const },
      expected: [20_000],
    },
  ])("$name", ({ settings, expected }) => {
    for (const name of ["CLOUDFLARE_ACCOUNT_ID", "CLOUDFLARE_API_TOKEN"]) vi.stubEnv(name, "for-wrangler");
    expect(cloudflare(settings).findAfterMs).toStrictEqual(expected);
  });
});

describe.each(["krea-2-medium", "krea-2-large", "krea-2-medium-turbo"] as const)("%s", (model) => {
  const { capabilities, prices } = cloudflare();
  const { properties } = vendored(`cloudflare.${model}.input.schema`);

  it("has the capabilities of its published schema", () => {
    expect(capabilities.models).toContain(model);
    expect([...capabilities.aspectRatios].sort()).toStrictEqual([...properties.aspect_ratio.enum].sort());
    const { minimum: min, maximum: max } = properties.image_style_references.items.properties.strength;
    expect(capabilities.references).toStrictEqual({ min, max });
    const board = properties.moodboards.items.properties.strength;
    expect(capabilities.moodboard).toStrictEqual({ min: board.minimum, max: board.maximum });
    expect(capabilities).toMatchObject({ sliders: true, styles: true, imagesPerJob: 1 });
    expect(capabilities.source).toBeUndefined();
  });

  it("has the prices of the catalogue", () => {
    const catalog: { model_id: string; tier_prices: Record<string, number> }[] =
      vendored("cloudflare.krea-2.catalog").models;
    const tiers = catalog.find(({ model_id }) => model_id === `krea/${model}`)?.tier_prices ?? {};
    const { text, references, moodboard } = prices.microUsd[model] ?? {};
    expect([text, references, moodboard]).toStrictEqual(
      ["text-to-image", "style-references", "moodboards"].map((tier) => Math.round((tiers[tier] ?? 0) * 1e6)),
    );
  });
});

describe("keys", () => {
  it.each([
    { name: "none", settings: {}, env: {}, expected: false },
    { name: "only an account", settings: { accountId: ACCOUNT_ID }, env: {}, expected: false },
    { name: "only a token", settings: { apiToken: TOKEN }, env: {}, expected: false },
    { name: "both", settings: { accountId: ACCOUNT_ID, apiToken: TOKEN }, env: {}, expected: true },
    {
      name: "one of each source",
      settings: { accountId: ACCOUNT_ID },
      env: { CLOUDFLARE_API_TOKEN: TOKEN },
      expected: true,
    },
    {
      name: "both in the environment",
      settings: {},
      env: { CLOUDFLARE_ACCOUNT_ID: ACCOUNT_ID, CLOUDFLARE_API_TOKEN: TOKEN },
      expected: true,
    },
    { name: "a binding, which needs none", settings: { binding }, env: {}, expected: true },
  ])("are there with $name: $expected", ({ settings, env, expected }) => {
    for (const name of ["CLOUDFLARE_ACCOUNT_ID", "CLOUDFLARE_API_TOKEN"]) vi.stubEnv(name, undefined);
    for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
    expect(cloudflare(settings).hasCredentials()).toBe(expected);
  });
});

describe("whether it stands on this machine", () => {
  it.each([
    { name: "follows from the base URL", settings: { baseUrl: "http://127.0.0.1:1" }, expected: true },
    { name: "is false by default", settings: {}, expected: false },
    { name: "is not for REST to claim", settings: { local: true }, expected: false },
    { name: "is the caller's word for a binding", settings: { binding, local: true }, expected: true },
    { name: "is false for a binding by default", settings: { binding }, expected: false },
    {
      name: "does not follow from the base URL for a binding",
      settings: { binding, baseUrl: "http://127.0.0.1:1" },
      expected: false,
    },
  ])("$name", ({ settings, expected }) => expect(cloudflare(settings).local).toBe(expected));

  it("follows from CLOUDFLARE_BASE_URL", () => {
    vi.stubEnv("CLOUDFLARE_BASE_URL", "http://localhost:8787/client/v4");
    expect(cloudflare().local).toBe(true);
    expect(cloudflare({ binding }).local).toBe(false);
  });
});
