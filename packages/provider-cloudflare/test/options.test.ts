import type { Issue } from "@unikrea/core";
import { describe, expect, it } from "vitest";
import { type AiBinding, type CloudflareSettings, cloudflare } from "../src/index.ts";
import { rejectionOf } from "./rejection.ts";
import { KEY, request } from "./wire-request.ts";

const binding: AiBinding = { run: async () => ({}) };
const rest = cloudflare();
const bound = cloudflare({ binding });

/** What is wrong with these options, as one line each. */
function problems(options: unknown, provider = rest): string[] {
  const issues: Issue[] = [];
  provider.checkOptions(options, issues);
  return issues.map(({ path, expected, got }) => `${path}: expected ${expected}, got ${got}`);
}

describe("providerOptions.cloudflare", () => {
  it.each([
    { name: "nothing", options: {} },
    { name: "a gateway", options: { gatewayId: "g".repeat(64) } },
    { name: "the shortest cache time", options: { cacheTtl: 60 } },
    { name: "the longest cache time", options: { cacheTtl: 2_592_000 } },
    { name: "four entries of metadata", options: { metadata: { a: "", b: 0, c: false, d: -1.5 } } },
    { name: "metadata without entries", options: { metadata: {} } },
    { name: "an id for the log", options: { eventId: "order/7" } },
    { name: "switches", options: { skipCache: true, collectLog: false, allowDataUris: true } },
  ])("takes $name on both doors", ({ options }) => {
    expect(problems(options)).toStrictEqual([]);
    expect(problems(options, bound)).toStrictEqual([]);
  });

  const METADATA = "at most 4 entries of text, number or boolean under keys other than k2_intent and cf.…";
  it.each([
    { options: { gatewayId: "" }, expected: /gatewayId: expected a gateway's id of 1…64/ },
    { options: { gatewayId: "g".repeat(65) }, expected: /gatewayId: expected a gateway's id of 1…64/ },
    { options: { gatewayId: "a\nb" }, expected: /gatewayId: expected/ },
    { options: { cacheTtl: 59 }, expected: /cacheTtl: expected an integer 60…2592000 s, got 59/ },
    { options: { cacheTtl: 2_592_001 }, expected: /cacheTtl: expected an integer 60…2592000 s/ },
    { options: { cacheTtl: 60.5 }, expected: /cacheTtl: expected an integer/ },
    { options: { skipCache: "true" }, expected: /skipCache: expected true or false/ },
    { options: { collectLog: 0 }, expected: /collectLog: expected true or false, got 0/ },
    { options: { allowDataUris: 1 }, expected: /allowDataUris: expected true or false/ },
    { options: { eventId: "" }, expected: /eventId: expected 1…100 visible ASCII/ },
    { options: { eventId: "größe" }, expected: /eventId: expected 1…100 visible ASCII/ },
    { options: { eventId: "e".repeat(101) }, expected: /eventId: expected 1…100/ },
    { options: { metadata: { a: 1, b: 2, c: 3, d: 4, e: 5 } }, expected: METADATA },
    { options: { metadata: { a: null } }, expected: METADATA },
    { options: { metadata: { a: {} } }, expected: METADATA },
    { options: { metadata: { a: Number.NaN } }, expected: METADATA },
    { options: { metadata: { a: 1n } }, expected: METADATA },
    { options: { metadata: { "cf.a": 1 } }, expected: METADATA },
    { options: { metadata: { k2_intent: "mine" } }, expected: METADATA },
    { options: { metadata: { "": 1 } }, expected: METADATA },
    { options: { metadata: { a: "x".repeat(5000) } }, expected: METADATA },
    { options: { metadata: ["a"] }, expected: METADATA },
    { options: { metadata: "a" }, expected: METADATA },
    {
      options: { skipCahce: true },
      expected: /skipCahce: expected one of .*skipCache.*, got an unknown key/,
    },
    { options: { retries: 5 }, expected: /retries: expected one of/ },
    { options: { cacheKey: "a" }, expected: /cacheKey: expected one of/ },
    { options: "fast", expected: /cloudflare: expected an object/ },
  ])("refuses $options", ({ options, expected }) => {
    const [problem, ...more] = problems(options);
    expect(problem).toMatch(expected);
    expect(more).toStrictEqual([]);
    expect(problems(options, bound)).toHaveLength(1);
  });

  it("keeps keys that only begin like ours", () => {
    expect(problems({ metadata: { k2_intents: 1, cfo: 2, "my.cf.": 3 } })).toStrictEqual([]);
  });

  it.each([
    { option: "collectLogPayload", value: false, on: rest, notOn: bound, door: "the binding" },
    { option: "noWholesale", value: true, on: rest, notOn: bound, door: "the binding" },
    { option: "tags", value: ["shop"], on: bound, notOn: rest, door: "REST" },
  ])("refuses $option where $door would drop it in silence", ({ option, value, on, notOn, door }) => {
    expect(problems({ [option]: value }, on)).toStrictEqual([]);
    const [problem] = problems({ [option]: value }, notOn);
    expect(problem).toContain(
      `providerOptions.cloudflare.${option}: expected nothing: ${door} has no such option`,
    );
  });

  it.each([
    { tags: ["a", "b", "c", "d", "e"], isTaken: true },
    { tags: ["a", "b", "c", "d", "e", "f"], isTaken: false },
    { tags: ["AZaz09:-./@"], isTaken: true },
    { tags: ["a_b"], isTaken: false },
    { tags: ["t".repeat(50)], isTaken: true },
    { tags: ["t".repeat(51)], isTaken: false },
    { tags: [""], isTaken: false },
    { tags: "a", isTaken: false },
  ])("takes the tags $tags: $isTaken", ({ tags, isTaken }) => {
    expect(problems({ tags }, bound)).toHaveLength(isTaken ? 0 : 1);
  });
});

describe("settings", () => {
  it.each([
    { name: "an object without run", settings: { binding: {} }, path: "cloudflare.binding" },
    { name: "a run that is no function", settings: { binding: { run: true } }, path: "cloudflare.binding" },
    { name: "null for a binding", settings: { binding: null }, path: "cloudflare.binding" },
    { name: "a text for a binding", settings: { binding: "s3cret" }, path: "cloudflare.binding" },
    { name: "a word for local", settings: { local: "yes" }, path: "cloudflare.local" },
    { name: "a flag for resubmit", settings: { resubmit: true }, path: "cloudflare.resubmit" },
    { name: "another word for resubmit", settings: { resubmit: "always" }, path: "cloudflare.resubmit" },
    {
      name: "a gateway id that is too long",
      settings: { gateway: { id: "g".repeat(65) } },
      path: "cloudflare.gateway.id",
    },
    {
      name: "a gateway default out of range",
      settings: { gateway: { cacheTtl: 5 } },
      path: "cloudflare.gateway.cacheTtl",
    },
    {
      name: "an unknown gateway default",
      settings: { gateway: { cacheKey: "a" } },
      path: "cloudflare.gateway.cacheKey",
    },
    {
      name: "a default that REST lacks",
      settings: { gateway: { tags: ["a"] } },
      path: "cloudflare.gateway.tags",
    },
    {
      name: "a default that the binding lacks",
      settings: { binding, gateway: { noWholesale: true } },
      path: "cloudflare.gateway.noWholesale",
    },
  ])("refuse $name", async ({ settings, path }) => {
    const error = await rejectionOf(() => cloudflare(settings as unknown as CloudflareSettings));
    expect(error).toMatchObject({
      code: "invalid_input",
      outcome: "not_sent",
      billed: "no",
    });
    expect(error.issues.map((issue) => issue.path)).toStrictEqual([path]);
    expect(error.message).toContain(path);
    expect(JSON.stringify(error)).not.toContain("s3cret");
  });

  it("say what a binding needs", async () => {
    const error = await rejectionOf(() => cloudflare({ binding: {} as AiBinding }));
    expect(error.message).toBe(
      "1 problem: nothing was sent, nothing was billed\n  cloudflare.binding: expected an object with a run method, such as env.AI, got a value of type Object",
    );
  });

  it("suggest the setting that was meant: requests for an emulator must not go to the real service", async () => {
    const misspelt = { baseURL: "http://127.0.0.1:1" } as object;
    const error = await rejectionOf(() => cloudflare(misspelt));
    expect(error.issues).toMatchObject([{ path: "cloudflare.baseURL", hint: "did you mean baseUrl?" }]);
  });

  it("are refused where the base URL is not https", async () => {
    const error = await rejectionOf(() => cloudflare({ baseUrl: "http://api.cloudflare.com/client/v4" }));
    expect(error.issues.map(({ path }) => path)).toStrictEqual([
      "cloudflare.baseUrl (or CLOUDFLARE_BASE_URL)",
    ]);
  });

  it("are the defaults of every call, and a call's own options win", () => {
    const provider = cloudflare({
      binding,
      gateway: { id: "pictures", cacheTtl: 60, metadata: { team: "a" }, tags: ["shop"] },
    });
    const gatewayOf = (options: object) =>
      provider.toWire({ ...request(), providerOptions: { cloudflare: options } }, KEY).wire;
    expect(gatewayOf({})).toMatchObject({
      gateway: { id: "pictures", cacheTtl: 60, metadata: { k2_intent: KEY, team: "a" } },
      tags: ["shop"],
    });
    expect(gatewayOf({ gatewayId: "mine", cacheTtl: 90, metadata: { order: 7 } })).toMatchObject({
      gateway: { id: "mine", cacheTtl: 90, metadata: { k2_intent: KEY, order: 7 } },
    });
  });
});
