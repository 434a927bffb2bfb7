import { describe, expect, it } from "vitest";
import { headersOf, toWire } from "../src/mapping.ts";
import type { CloudflareGateway, CloudflareInput } from "../src/wire.ts";
import { KEY, REFERENCE, type Request, request } from "./wire-request.ts";

const input: CloudflareInput = {
  prompt: "a lighthouse in fog",
  aspect_ratio: "1:1",
  resolution: "1K",
  creativity: "medium",
  intensity: 0,
  complexity: 0,
  movement: 0,
};
const gateway: CloudflareGateway = {
  id: "default",
  cacheKey: KEY,
  metadata: { k2_intent: KEY },
  requestTimeoutMs: 178_000,
  retries: { maxAttempts: 1 },
};
const url = (url: string, strength = 0.5) => ({ image: { kind: "url" as const, url }, strength });
const longUrl = (length: number) => `https://pictures.example.com/${"a".repeat(length - 29)}`;

describe("an input", () => {
  const rows: { name: string; changes: Partial<Request>; expected: object }[] = [
    { name: "has every default spelled out", changes: {}, expected: input },
    { name: "keeps seed 0", changes: { seed: 0 }, expected: { ...input, seed: 0 } },
    {
      name: "keeps the largest seed",
      changes: { seed: 4294967295 },
      expected: { ...input, seed: 4294967295 },
    },
    {
      name: "keeps a prompt as it was written",
      changes: { prompt: ' “灯台” 🌫️\n"q" ' },
      expected: { ...input, prompt: ' “灯台” 🌫️\n"q" ' },
    },
    {
      name: "has the sliders at its root",
      changes: { sliders: { intensity: -100, complexity: 0, movement: 100 } },
      expected: { ...input, intensity: -100, movement: 100 },
    },
    {
      name: "has references with their strength, 0 included",
      changes: { references: [url(REFERENCE, 0), url(`${REFERENCE}?2`, 1)] },
      expected: {
        ...input,
        image_style_references: [
          { url: REFERENCE, strength: 0 },
          { url: `${REFERENCE}?2`, strength: 1 },
        ],
      },
    },
    {
      name: "has bytes as a data URI",
      changes: {
        references: [
          { image: { kind: "bytes", bytes: Uint8Array.of(1, 2, 3), mediaType: "image/webp" }, strength: 0.5 },
        ],
      },
      expected: {
        ...input,
        image_style_references: [{ url: "data:image/webp;base64,AQID", strength: 0.5 }],
      },
    },
    {
      name: "has one moodboard, in a list",
      changes: { moodboard: { id: "6f1f7a52-6d0e-4a0c-9a55-2f9f3f0f7c11", strength: 0.35 } },
      expected: { ...input, moodboards: [{ id: "6f1f7a52-6d0e-4a0c-9a55-2f9f3f0f7c11", strength: 0.35 }] },
    },
    {
      name: "has styles as they are",
      changes: { styles: [{ id: "ink-wash", strength: -2 }] },
      expected: { ...input, styles: [{ id: "ink-wash", strength: -2 }] },
    },
  ];
  it.each(rows)("$name", ({ changes, expected }) => {
    const { wire, warnings } = toWire(request(changes), KEY);
    expect(wire).toStrictEqual({ model: "krea/krea-2-medium", input: expected, gateway });
    expect(warnings).toStrictEqual([]);
  });

  it.each(["krea-2-medium", "krea-2-large", "krea-2-medium-turbo"] as const)("is for %s", (model) => {
    expect(toWire(request({ model }), KEY).wire.model).toBe(`krea/${model}`);
  });
});

describe("what the gateway is told", () => {
  const rows: { name: string; options: Request["options"]; expected: object }[] = [
    { name: "has our key, one attempt and a time-out below ours", options: {}, expected: gateway },
    { name: "names the gateway", options: { gatewayId: "mine" }, expected: { ...gateway, id: "mine" } },
    {
      name: "has our entry before those of the caller, since the sixth would be dropped",
      options: { metadata: { a: "x", b: 0, c: false, d: "" } },
      expected: { ...gateway, metadata: { k2_intent: KEY, a: "x", b: 0, c: false, d: "" } },
    },
    {
      name: "has the other options as they are",
      options: { skipCache: false, cacheTtl: 60, collectLog: false, eventId: "e" },
      expected: { ...gateway, skipCache: false, cacheTtl: 60, collectLog: false, eventId: "e" },
    },
    {
      name: "has REST's own options",
      options: { collectLogPayload: false, noWholesale: true },
      expected: { ...gateway, collectLogPayload: false, noWholesale: true },
    },
    { name: "hears nothing of data URIs", options: { allowDataUris: true }, expected: gateway },
  ];
  it.each(rows)("$name", ({ options, expected }) => {
    const { wire } = toWire(request({ options }), KEY);
    expect(wire.gateway).toStrictEqual(expected);
    expect(Object.keys(wire.gateway.metadata)[0]).toBe("k2_intent");
  });

  it("has tags beside it", () => {
    expect(toWire(request({ options: { tags: ["a:b"] } }), KEY).wire).toStrictEqual({
      model: "krea/krea-2-medium",
      input,
      gateway,
      tags: ["a:b"],
    });
  });

  it("is another for another key, and nothing else is", () => {
    const other = toWire(request(), "another").wire;
    expect(other).toStrictEqual({
      model: "krea/krea-2-medium",
      input,
      gateway: { ...gateway, cacheKey: "another", metadata: { k2_intent: "another" } },
    });
  });
});

it.each([
  { length: 1024, isLong: false },
  { length: 1025, isLong: true },
])("a reference's URL of $length characters is sent, with a warning: $isLong", ({ length, isLong }) => {
  const given = longUrl(length);
  expect(given).toHaveLength(length);
  const { wire, warnings } = toWire(request({ references: [url(REFERENCE), url(given)] }), KEY);
  expect(wire.input.image_style_references?.[1]?.url).toBe(given);
  const message = "cloudflare describes URLs of at most 1024 characters, this one has 1025";
  const warning = { type: "suspicious", path: "references[1].image", message, provider: "cloudflare" };
  expect(warnings).toStrictEqual(isLong ? [warning] : []);
});

it.each([
  {
    options: { collectLog: false, collectLogPayload: false },
    option: "collectLog",
    message: "without a log, a run whose answer gets lost cannot be found again",
  },
  {
    options: { collectLogPayload: false },
    option: "collectLogPayload",
    message: "the image of a run whose answer gets lost will not be in the log",
  },
])("$options gets a warning: $message", ({ options, option, message }) => {
  const path = `providerOptions.cloudflare.${option}`;
  const warning = { type: "suspicious", path, message, provider: "cloudflare" };
  expect(toWire(request({ options }), KEY).warnings).toStrictEqual([warning]);
});

it("the headers of REST say what the binding's options say", () => {
  const told: CloudflareGateway = {
    ...gateway,
    metadata: { k2_intent: KEY, team: "größe 🌫", line: "a\u007fb" },
    skipCache: true,
    cacheTtl: 60,
    collectLog: false,
    eventId: "order-7",
    collectLogPayload: false,
    noWholesale: true,
  };
  expect(headersOf(told)).toStrictEqual({
    "cf-aig-gateway-id": "default",
    "cf-aig-cache-key": KEY,
    "cf-aig-max-attempts": "1",
    "cf-aig-request-timeout": "178000",
    "cf-aig-metadata": `{"k2_intent":"${KEY}","team":"gr\\u00f6\\u00dfe \\ud83c\\udf2b","line":"a\\u007fb"}`,
    "cf-aig-skip-cache": "true",
    "cf-aig-cache-ttl": "60",
    "cf-aig-collect-log": "false",
    "cf-aig-event-id": "order-7",
    "cf-aig-collect-log-payload": "false",
    "cf-aig-no-wholesale": "true",
  });
  expect(JSON.parse(headersOf(told)["cf-aig-metadata"] ?? "")).toStrictEqual(told.metadata);
});
