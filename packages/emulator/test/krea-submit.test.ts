import { describe, expect, it } from "vitest";
import { createEmulator, type KreaSwitches } from "../src/index.ts";
import { call, kreaBody, kreaSubmitUrl, kreaUrl, readKrea, submitKrea } from "./client.ts";
import { createFakeClock } from "./fake-clock.ts";

const board = { id: "6f1f7a52-6d0e-4a0c-9a55-2f9f3f0f7c11" };
const reference = { url: "https://example.com/a.png", strength: 0.5 };
const dataUri = `data:image/png;base64,${"A".repeat(5000)}`;

interface Row {
  name: string;
  body: unknown;
  status: number;
  path?: (string | number)[];
  switches?: KreaSwitches;
  headers?: Record<string, string>;
}

const rows: Row[] = [
  { name: "takes the three required fields", body: kreaBody, status: 200 },
  { name: "takes 3:4, which the newest spec lists", body: { ...kreaBody, aspect_ratio: "3:4" }, status: 200 },
  { name: "takes seed null as random", body: { ...kreaBody, seed: null }, status: 200 },
  {
    name: "takes a fractional seed: the schema only says number",
    body: { ...kreaBody, seed: 1.5 },
    status: 200,
  },
  {
    name: "takes the sliders at their ends",
    body: { ...kreaBody, intensity: -100, complexity: 100, movement: 0 },
    status: 200,
  },
  {
    name: "takes extra keys inside styles, which the schema does not close",
    body: { ...kreaBody, styles: [{ id: "x", strength: 2, note: 1 }] },
    status: 200,
  },
  {
    name: "takes an image source",
    body: { ...kreaBody, image_url: "https://example.com/a.png", strength: 0.5 },
    status: 200,
  },
  {
    name: "does not hold data URIs to 1024 characters",
    body: { ...kreaBody, image_style_references: [{ url: dataUri }] },
    status: 200,
  },
  {
    name: "refuses a missing prompt",
    body: { aspect_ratio: "1:1", resolution: "1K" },
    status: 422,
    path: ["prompt"],
  },
  {
    name: "refuses a missing ratio: there is no default",
    body: { prompt: "x", resolution: "1K" },
    status: 422,
    path: ["aspect_ratio"],
  },
  { name: "refuses 2K", body: { ...kreaBody, resolution: "2K" }, status: 422, path: ["resolution"] },
  {
    name: "refuses an unknown key",
    body: { ...kreaBody, negative_prompt: "x" },
    status: 422,
    path: ["negative_prompt"],
  },
  {
    name: "refuses a slider beyond 100",
    body: { ...kreaBody, intensity: 101 },
    status: 422,
    path: ["intensity"],
  },
  {
    name: "refuses half a slider step",
    body: { ...kreaBody, movement: 0.5 },
    status: 422,
    path: ["movement"],
  },
  {
    name: "refuses a reference that is a bare string",
    body: { ...kreaBody, image_style_references: ["https://example.com/a.png"] },
    status: 422,
    path: ["image_style_references", 0],
  },
  {
    name: "refuses eleven references",
    body: { ...kreaBody, image_style_references: Array(11).fill(reference) },
    status: 422,
    path: ["image_style_references"],
  },
  {
    name: "refuses two moodboards",
    body: { ...kreaBody, moodboards: [board, board] },
    status: 422,
    path: ["moodboards"],
  },
  {
    name: "refuses a moodboard id that is no uuid",
    body: { ...kreaBody, moodboards: [{ id: "mine" }] },
    status: 422,
    path: ["moodboards", 0, "id"],
  },
  {
    name: "refuses a reference URL of more than 1024 characters",
    body: { ...kreaBody, image_style_references: [{ url: `https://example.com/${"a".repeat(1024)}` }] },
    status: 422,
    path: ["image_style_references", 0, "url"],
  },
  {
    name: "refuses reference strength 1.5 by default",
    body: { ...kreaBody, image_style_references: [{ ...reference, strength: 1.5 }] },
    status: 422,
    path: ["image_style_references", 0, "strength"],
  },
  {
    name: "takes reference strength −2 when the range is widened",
    body: { ...kreaBody, image_style_references: [{ ...reference, strength: -2 }] },
    status: 200,
    switches: { styleStrengthRange: [-2, 2] },
  },
  {
    name: "refuses moodboard strength 1.5 by default",
    body: { ...kreaBody, moodboards: [{ ...board, strength: 1.5 }] },
    status: 422,
    path: ["moodboards", 0, "strength"],
  },
  {
    name: "takes moodboard strength 1.5 when the range is widened",
    body: { ...kreaBody, moodboards: [{ ...board, strength: 1.5 }] },
    status: 200,
    switches: { moodboardStrengthRange: [-0.5, 1.5] },
  },
  {
    name: "refuses the retired aliases",
    body: { ...kreaBody, presetStyles: [] },
    status: 422,
    path: ["presetStyles"],
  },
  {
    name: "takes the retired aliases when allowed",
    body: { ...kreaBody, presetStyles: [{ id: "x", strength: 1 }] },
    status: 200,
    switches: { allowAliases: true },
  },
  {
    name: "answers 400 when told to follow the spec",
    body: { ...kreaBody, resolution: "2K" },
    status: 400,
    path: ["resolution"],
    switches: { validationStatus: 400 },
  },
  {
    name: "refuses a webhook URL that is none",
    body: kreaBody,
    status: 422,
    path: ["X-Webhook-URL"],
    headers: { "x-webhook-url": "nowhere" },
  },
  {
    name: "demands data URIs under zero data retention",
    body: { ...kreaBody, image_style_references: [reference] },
    status: 422,
    path: ["image_style_references", 0, "url"],
    headers: { "x-api-zero-data-retention": "1" },
  },
  {
    name: "takes data URIs under zero data retention",
    body: { ...kreaBody, image_url: dataUri },
    status: 200,
    headers: { "x-api-zero-data-retention": "1" },
  },
];

describe("POST /generate/image/krea/krea-2/…", () => {
  it.each(rows)("$name", async ({ body, status, path, switches, headers }) => {
    const emulator = createEmulator({ clock: createFakeClock(), krea: switches ?? {} });
    const answer = await submitKrea(emulator, body, headers);
    expect(answer.status).toBe(status);
    if (path) expect(answer.body.issues.map((issue: { path: unknown }) => issue.path)).toContainEqual(path);
  });

  it("answers with the five documented fields and nothing else", async () => {
    const { status, headers, body } = await submitKrea(createEmulator({ clock: createFakeClock() }));
    expect(status).toBe(200);
    expect(headers.get("content-type")).toBe("application/json");
    expect(headers.get("server")).toBe("unikrea-emulator");
    expect(body).toStrictEqual({
      job_id: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-4/),
      status: "queued",
      created_at: "2026-11-21T12:00:00.000000Z",
      completed_at: null,
      result: null,
    });
  });

  it("answers 400 to a body that is not JSON", async () => {
    const { status, body } = await submitKrea(createEmulator(), "{");
    expect([status, body]).toStrictEqual([400, { error: "Request body is not valid JSON" }]);
  });

  it.each([
    ["a missing key", {}],
    ["an empty key", { authorization: "Bearer " }],
    ["another scheme", { authorization: "Key abc" }],
  ])("answers 401 with a message to %s", async (_, headers) => {
    const response = await createEmulator().fetch(kreaSubmitUrl, { method: "POST", headers, body: "{" });
    expect(response.status).toBe(401);
    expect(await response.json()).toStrictEqual({ message: "Unauthorized" });
  });

  it("only takes the keys it is given", async () => {
    const emulator = createEmulator({ keys: { krea: ["id:secret"] } });
    expect((await submitKrea(emulator)).status).toBe(401);
    expect((await submitKrea(emulator, kreaBody, { authorization: "Bearer id:secret" })).status).toBe(200);
  });

  it.each(["/generate/image/krea/krea-2/large-turbo", "/v1/jobs", "/generate/image/krea/krea-2-large"])(
    "does not know %s, with or without a key",
    async (path) => {
      const emulator = createEmulator();
      expect((await call(emulator.fetch, "POST", kreaUrl + path, kreaBody)).status).toBe(404);
      expect((await emulator.fetch(kreaUrl + path, { method: "POST" })).status).toBe(404);
    },
  );

  it("checks in the usual order, and in another one when told", async () => {
    const wrong = { ...kreaBody, resolution: "2K" };
    const usual = createEmulator({ balanceUsd: { krea: 0 } });
    expect((await submitKrea(usual, wrong)).status).toBe(422);
    expect((await submitKrea(usual)).status).toBe(402);
    const other = createEmulator({
      balanceUsd: { krea: 0 },
      krea: { checkOrder: ["auth", "balance", "body"] },
    });
    expect((await submitKrea(other, wrong)).status).toBe(402);
  });

  it("announces a sunset before it, and refuses from then on", async () => {
    const clock = createFakeClock();
    const deprecated = {
      sunset: "2026-11-22",
      replacement: "krea-3",
      migrationUrl: "https://example.com/move",
    };
    const emulator = createEmulator({ clock, krea: { deprecated } });
    const before = await submitKrea(emulator);
    expect(before.headers.get("deprecation")).toBe("true");
    expect(before.headers.get("sunset")).toBe("Sun, 22 Nov 2026 00:00:00 GMT");
    expect(before.headers.get("link")).toBe(
      '<https://example.com/move>; rel="deprecation"; type="text/html"',
    );
    await clock.advance(86_400_000);
    const after = await submitKrea(emulator);
    expect(after.status).toBe(410);
    expect(after.body).toMatchObject({
      error: "model_unavailable",
      reason: "deprecated",
      sunset_date: "2026-11-22",
      replacement: "krea-3",
    });
  });

  it.each([
    ["medium", {}, "text", 30_000],
    ["medium", { image_style_references: [reference] }, "references", 35_000],
    ["medium", { image_style_references: [], moodboards: [] }, "text", 30_000],
    ["large", { image_style_references: [reference], moodboards: [board] }, "moodboard", 70_000],
    [
      "large",
      { styles: [{ id: "x", strength: 1 }], intensity: 50, seed: 0, image_url: "https://example.com/a.png" },
      "text",
      60_000,
    ],
    ["medium-turbo", { image_style_references: [reference, reference] }, "references", 17_500],
  ])("bills %s with %o as %s", async (variant, extra, tier, microUsd) => {
    const clock = createFakeClock();
    const emulator = createEmulator({ clock, speed: 1000 });
    const { body } = await submitKrea(emulator, { ...kreaBody, ...extra }, {}, variant);
    expect(emulator.bill().entries).toStrictEqual([]);
    await clock.advance(1000);
    const [entry, ...others] = emulator.bill().entries;
    expect(entry).toMatchObject({
      service: "krea",
      model: `krea-2-${variant}`,
      tier,
      microUsd,
      usd: microUsd / 1e6,
      images: 1,
      id: body.job_id,
    });
    expect(others).toStrictEqual([]);
    expect((await readKrea(emulator, body.job_id)).body.status).toBe("completed");
  });
});
