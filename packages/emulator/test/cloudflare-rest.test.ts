import { describe, expect, it } from "vitest";
import { type CloudflareSwitches, createEmulator, type EmulatorOptions } from "../src/index.ts";
import { call, cloudflareRoot, kreaBody, runRest } from "./client.ts";
import { createFakeClock } from "./fake-clock.ts";

const atOnce = { latencyMs: { "krea-2-medium": 0, "krea-2-large": 0, "krea-2-medium-turbo": 0 } };
const make = (cloudflare: CloudflareSwitches = {}, options: EmulatorOptions = {}) =>
  createEmulator({ clock: createFakeClock(), ...atOnce, cloudflare, ...options });
const reference = { url: "https://example.com/a.png" };
const failed = (code: number, message: string) => ({
  result: null,
  success: false,
  errors: [{ code, message }],
  messages: [],
});
const inputError = (detail: string) => failed(7003, `Model execution failed (User Input Error): ${detail}`);

describe("POST /accounts/{id}/ai/run", () => {
  it("answers the run record inside the envelope", async () => {
    const { status, headers, body } = await runRest(make());
    expect(status).toBe(200);
    expect(headers.get("content-type")).toBe("application/json");
    const image = expect.stringMatching(
      /^https:\/\/ai-gateway-outputs\.[0-9a-f]{32}\.r2\.cloudflarestorage\.com\/provider-outputs\/[^?]+\?X-Amz-Expires=86400&.*X-Amz-Signature=[0-9a-f]{64}$/,
    );
    const record = { state: "Completed", result: { image }, gatewayMetadata: { keySource: "Unified" } };
    expect(body).toStrictEqual({ result: record, success: true, errors: [], messages: [] });
  });

  it("answers the bare record when told, and a charset when told", async () => {
    const { headers, body } = await runRest(make({ bareRest: true, charset: true }));
    expect(Object.keys(body)).toStrictEqual(["state", "result", "gatewayMetadata"]);
    expect(headers.get("content-type")).toBe("application/json; charset=utf-8");
  });

  it("names itself in the gateway's headers, with the caller's event id", async () => {
    const { headers } = await runRest(make(), kreaBody, { "cf-aig-event-id": "mine" });
    const id = headers.get("cf-aig-log-id");
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7/);
    expect(headers.get("cf-aig-request-id")).toBe(id);
    expect(headers.get("cf-aig-event-id")).toBe("mine");
    expect(headers.get("cf-aig-cache-status")).toBe("MISS");
    expect(headers.get("cf-aig-model")).toBe("krea/krea-2-medium");
  });

  it.each<[string, unknown, unknown]>([
    [
      "a missing prompt",
      { aspect_ratio: "1:1", resolution: "1K" },
      inputError("Required value missing: prompt"),
    ],
    [
      "3:4, which Cloudflare does not list",
      { ...kreaBody, aspect_ratio: "3:4" },
      inputError(
        'Invalid value at aspect_ratio: Invalid option: expected one of "1:1"|"4:3"|"3:2"|"16:9"|"2.35:1"|"4:5"|"2:3"|"9:16"',
      ),
    ],
    [
      "image_url, which Cloudflare does not have",
      { ...kreaBody, image_url: "https://example.com/a.png" },
      inputError('Invalid value at image_url: Unrecognized key: "image_url"'),
    ],
    [
      "a reference beyond 0…1",
      { ...kreaBody, image_style_references: [{ ...reference, strength: 1.2 }] },
      inputError("Invalid value at image_style_references.0.strength: Invalid input: must be <= 1"),
    ],
    [
      "extra keys inside an item",
      { ...kreaBody, image_style_references: [{ ...reference, note: 1 }] },
      inputError('Invalid value at image_style_references.0.note: Unrecognized key: "note"'),
    ],
    [
      "two moodboards",
      {
        ...kreaBody,
        moodboards: [
          { id: "00000000-0000-0000-0000-000000000000" },
          { id: "00000000-0000-0000-0000-000000000000" },
        ],
      },
      inputError("Invalid value at moodboards: Invalid input: must NOT have more than 1 items"),
    ],
  ])("refuses %s with code 7003", async (_, input, expected) => {
    const emulator = make();
    const { status, body } = await runRest(emulator, input);
    expect([status, body]).toStrictEqual([400, expected]);
    expect(emulator.bill().entries).toStrictEqual([]);
  });

  it.each([
    ["an empty prompt", { ...kreaBody, prompt: "" }],
    [
      "a long reference URL: only the description caps it",
      { ...kreaBody, image_style_references: [{ url: `https://example.com/${"a".repeat(2000)}` }] },
    ],
    ["empty lists", { ...kreaBody, image_style_references: [], moodboards: [], styles: [] }],
    ["a fractional seed", { ...kreaBody, seed: 0.5 }],
  ])("takes %s, as the schema does", async (_, input) => {
    expect((await runRest(make(), input)).status).toBe(200);
  });

  it("strips unknown keys when told", async () => {
    expect((await runRest(make({ unknownKeys: "strip" }), { ...kreaBody, extra: 1 })).status).toBe(200);
  });

  it.each<[string, string, string, unknown, number, unknown]>([
    [
      "no key",
      "/ai/run",
      "",
      { model: "krea/krea-2-medium", input: kreaBody },
      401,
      failed(10000, "Authentication error"),
    ],
    [
      "an unknown model",
      "/ai/run",
      "k",
      { model: "krea/krea-9", input: kreaBody },
      404,
      failed(7003, "Model not found: krea/krea-9"),
    ],
    ["no model", "/ai/run", "k", { input: kreaBody }, 400, inputError("Required value missing: model")],
    [
      "no input",
      "/ai/run",
      "k",
      { model: "krea/krea-2-medium" },
      400,
      inputError("Validation error at input: expected object"),
    ],
    ["no JSON", "/ai/run", "k", "{", 400, failed(3003, "Missing or malformed request body")],
    [
      "the path form",
      "/ai/run/krea/krea-2-medium",
      "k",
      kreaBody,
      400,
      failed(7000, "No route for that URI"),
    ],
    [
      "a webhook without background",
      "/ai/run",
      "k",
      { model: "krea/krea-2-medium", input: kreaBody, options: { webhookUrl: "https://x.example" } },
      400,
      failed(400, "webhookUrl requires background: true"),
    ],
    [
      "a webhook format without a webhook",
      "/ai/run",
      "k",
      { model: "krea/krea-2-medium", input: kreaBody, options: { background: true, webhookFormat: "chat" } },
      400,
      failed(400, "webhookFormat requires webhookUrl"),
    ],
    [
      "background, which the catalogue denies",
      "/ai/run",
      "k",
      { model: "krea/krea-2-medium", input: kreaBody, options: { background: true } },
      400,
      inputError("background runs are not supported by this model"),
    ],
  ])("refuses %s", async (_, path, key, body, status, expected) => {
    const emulator = make();
    const answer = await call(emulator.fetch, "POST", cloudflareRoot + path, body, {
      authorization: key ? `Bearer ${key}` : "",
    });
    expect([answer.status, answer.body]).toStrictEqual([status, expected]);
  });

  it("checks model, then input, then money", async () => {
    const emulator = make({}, { balanceUsd: { cloudflare: 0 } });
    expect((await runRest(emulator, {}, {}, "krea/nothing")).status).toBe(404);
    expect((await runRest(emulator, {})).status).toBe(400);
    const { status, body } = await runRest(emulator);
    expect([status, body.errors[0].code]).toStrictEqual([402, 2021]);
  });

  it("runs a prepaid balance down to exactly what it buys", async () => {
    const emulator = make({}, { balanceUsd: { cloudflare: 0.1 } });
    const statuses = [];
    for (let count = 0; count < 4; count += 1) statuses.push((await runRest(emulator)).status);
    expect(statuses).toStrictEqual([200, 200, 200, 402]);
    expect(emulator.bill().totalMicroUsd).toBe(90_000);
  });

  it.each([
    [{ accountId: "ours" }, {}, 400, 7003],
    [{ unifiedBilling: false }, {}, 402, 2021],
    [{}, { "cf-aig-no-wholesale": "true" }, 400, 400],
    [{ rateLimit: { requests: 0, windowMs: 1000 } }, {}, 429, 2018],
  ])("refuses with switches %o and headers %o", async (switches, headers, status, code) => {
    const answer = await runRest(make(switches), kreaBody, headers);
    expect([answer.status, answer.body.errors[0].code]).toStrictEqual([status, code]);
  });

  it("counts the rate limit in a sliding window", async () => {
    const clock = createFakeClock();
    const emulator = make({ rateLimit: { requests: 2, windowMs: 60_000 } }, { clock });
    const statuses = [];
    for (let count = 0; count < 3; count += 1) statuses.push((await runRest(emulator)).status);
    await clock.advance(60_000);
    statuses.push((await runRest(emulator)).status);
    expect(statuses).toStrictEqual([200, 200, 429, 200]);
  });

  it.each([
    ["krea-2-large", {}, "text", 60_000],
    ["krea-2-medium-turbo", { image_style_references: [reference] }, "references", 17_500],
    [
      "krea-2-medium",
      { image_style_references: [reference], moodboards: [{ id: "00000000-0000-0000-0000-000000000000" }] },
      "moodboard",
      40_000,
    ],
  ])("bills %s with %o as %s", async (model, extra, tier, microUsd) => {
    const emulator = make();
    const { headers } = await runRest(
      emulator,
      { ...kreaBody, ...extra },
      { "cf-aig-metadata": '{"k2":"intent-1"}' },
      `krea/${model}`,
    );
    const id = headers.get("cf-aig-log-id");
    expect(emulator.bill().entries).toMatchObject([
      { service: "cloudflare", model, tier, microUsd, id, clientKey: "intent-1" },
    ]);
  });

  it("holds the answer for as long as the generation takes", async () => {
    const clock = createFakeClock();
    const emulator = make({}, { clock, latencyMs: { "krea-2-medium": 9000 } });
    let isAnswered = false;
    const answer = runRest(emulator).finally(() => {
      isAnswered = true;
    });
    await clock.advance(8999);
    expect([isAnswered, emulator.bill().entries.length]).toStrictEqual([false, 0]);
    await clock.advance(1);
    expect((await answer).status).toBe(200);
    expect(emulator.bill().entries[0]?.at).toBe("2026-11-21T12:00:09.000Z");
  });

  it("lists Cloudflare's own models apart, by REST and by the binding, and Krea is not among them", async () => {
    const emulator = make();
    const { body } = await call(emulator.fetch, "GET", `${cloudflareRoot}/ai/models/search?per_page=1`);
    expect(body.result[0].name).toMatch(/^@cf\//);
    expect(await emulator.ai.models({ per_page: 1 })).toStrictEqual(body.result);
  });

  it("lists the catalogue and its schemas", async () => {
    const emulator = make();
    const { body } = await call(emulator.fetch, "GET", `${cloudflareRoot}/ai/catalog/models`);
    expect(body.result.map((entry: { model_id: string }) => entry.model_id).sort()).toStrictEqual([
      "krea/krea-2-large",
      "krea/krea-2-medium",
      "krea/krea-2-medium-turbo",
    ]);
    const schema = await call(
      emulator.fetch,
      "GET",
      `${cloudflareRoot}/ai/catalog/models/krea/krea-2-large/schema`,
    );
    expect(schema.body.result.schema.input.required).toContain("prompt");
    expect(
      (await call(emulator.fetch, "GET", `${cloudflareRoot}/ai/catalog/models/krea/none/schema`)).status,
    ).toBe(404);
  });
});

describe("the presigned image", () => {
  const imageOf = async (emulator: ReturnType<typeof make>): Promise<string> =>
    (await runRest(emulator)).body.result.result.image;

  it("is a PNG without a CORS header, for one day and one method", async () => {
    const clock = createFakeClock();
    const emulator = make({}, { clock, images: "plain" });
    const url = await imageOf(emulator);
    const response = await emulator.fetch(url);
    expect([
      response.status,
      response.headers.get("content-type"),
      response.headers.get("access-control-allow-origin"),
    ]).toStrictEqual([200, "image/png", null]);
    expect((await emulator.fetch(url, { method: "HEAD" })).status).toBe(403);
    const probe = await emulator.fetch(url, { headers: { range: "bytes=0-0" } });
    expect([probe.status, (await probe.arrayBuffer()).byteLength]).toStrictEqual([206, 1]);
    await clock.advance(86_399_999);
    expect((await emulator.fetch(url)).status).toBe(200);
    await clock.advance(1);
    const late = await emulator.fetch(url);
    expect([late.status, late.headers.get("content-type")]).toStrictEqual([403, "application/xml"]);
    expect(await late.text()).toContain("<Message>Request has expired</Message>");
  });

  it("refuses a changed signature", async () => {
    const emulator = make({}, { images: "plain" });
    const url = await imageOf(emulator);
    expect((await emulator.fetch(url.replace(/.$/, (last) => (last === "0" ? "1" : "0")))).status).toBe(403);
  });
});
