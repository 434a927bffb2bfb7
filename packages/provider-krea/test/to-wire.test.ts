import { ASPECT_RATIOS, type CanonicalRequest, CREATIVITIES, MODELS } from "@unikrea/core";
import { canonicalRequest, REQUESTS, TINY_IMAGES } from "@unikrea/testkit";
import { describe, expect, it } from "vitest";
import type { KreaOptions } from "../src/index.ts";
import { toWire } from "../src/mapping.ts";

const MINIMAL = {
  prompt: "a lighthouse in fog",
  aspect_ratio: "1:1",
  resolution: "1K",
  creativity: "medium",
  intensity: 0,
  complexity: 0,
  movement: 0,
} as const;

const wireOf = (changes: Partial<CanonicalRequest> = {}, options: KreaOptions = {}) =>
  toWire({ ...canonicalRequest(changes), options });

const url = "https://pictures.example.com/fog.jpg";
const bytes = TINY_IMAGES["image/png"];
const dataUri = `data:image/png;base64,${btoa(String.fromCharCode(...bytes))}`;
const board = "6f1f7a52-6d0e-4a0c-9a55-2f9f3f0f7c11";

interface Row {
  name: string;
  changes?: Partial<CanonicalRequest>;
  options?: KreaOptions;
  /** What differs from the minimal body. */
  body?: object;
  headers?: Record<string, string>;
}

const rows: Row[] = [
  { name: "sends every setting of a minimal request, and no more" },
  { name: "keeps seed 0", changes: { seed: 0 }, body: { seed: 0 } },
  { name: "keeps the largest seed", changes: { seed: 2 ** 32 - 1 }, body: { seed: 4_294_967_295 } },
  {
    name: "leaves the prompt as it was written",
    changes: { prompt: REQUESTS.unicode.prompt },
    body: { prompt: REQUESTS.unicode.prompt },
  },
  {
    name: "knows nothing of n: core sends one job an image",
    changes: { n: 20 },
  },
  {
    name: "spreads the sliders over three fields",
    changes: { sliders: { intensity: 100, complexity: -100, movement: 1 } },
    body: { intensity: 100, complexity: -100, movement: 1 },
  },
  {
    name: "sends references by URL, in order, each with its strength",
    changes: {
      references: [
        { image: { kind: "url", url }, strength: 0 },
        { image: { kind: "url", url: `${url}?2` }, strength: 1 },
      ],
    },
    body: {
      image_style_references: [
        { url, strength: 0 },
        { url: `${url}?2`, strength: 1 },
      ],
    },
  },
  {
    name: "sends a reference that was not uploaded as a data URI",
    changes: { references: [{ image: { kind: "bytes", bytes, mediaType: "image/png" }, strength: 0.5 }] },
    body: { image_style_references: [{ url: dataUri, strength: 0.5 }] },
  },
  {
    name: "sends the one moodboard as a list",
    changes: { moodboard: { id: board, strength: 0.35 } },
    body: { moodboards: [{ id: board, strength: 0.35 }] },
  },
  {
    name: "sends styles with negative strengths",
    changes: { styles: [{ id: "ink-wash", strength: -2 }] },
    body: { styles: [{ id: "ink-wash", strength: -2 }] },
  },
  {
    name: "sends the source of image-to-image beside its strength",
    changes: { source: { image: { kind: "url", url }, strength: 0 } },
    body: { image_url: url, strength: 0 },
  },
  {
    name: "keeps strengths beyond 0…1, which are only there when they were asked for",
    changes: { references: [{ image: { kind: "url", url }, strength: -2 }] },
    options: { wideStrengths: true },
    body: { image_style_references: [{ url, strength: -2 }] },
  },
  {
    name: "asks for a webhook in a header",
    options: { webhookUrl: "https://hooks.example.com/krea?token=1" },
    headers: { "X-Webhook-URL": "https://hooks.example.com/krea?token=1" },
  },
  {
    name: "asks for zero data retention in a header",
    options: { zeroDataRetention: true },
    headers: { "X-Api-Zero-Data-Retention": "1" },
  },
  { name: "does not ask for what is switched off", options: { zeroDataRetention: false } },
  ...ASPECT_RATIOS.map((aspectRatio) => ({
    name: `takes the ratio ${aspectRatio} as it is`,
    changes: { aspectRatio },
    body: { aspect_ratio: aspectRatio },
  })),
  ...CREATIVITIES.map((creativity) => ({
    name: `takes creativity ${creativity} as it is`,
    changes: { creativity },
    body: { creativity },
  })),
];

describe("canonical to Krea", () => {
  it.each(rows)("$name", ({ changes, options, body, headers = {} }) => {
    expect(wireOf(changes, options)).toStrictEqual({
      wire: { path: "/generate/image/krea/krea-2/medium", headers, body: { ...MINIMAL, ...body } },
      warnings: [],
    });
  });

  it.each([
    ["krea-2-medium", "/generate/image/krea/krea-2/medium"],
    ["krea-2-large", "/generate/image/krea/krea-2/large"],
    ["krea-2-medium-turbo", "/generate/image/krea/krea-2/medium-turbo"],
  ] as const)("sends %s to %s", (model, path) => {
    expect(wireOf({ model }).wire.path).toBe(path);
  });

  it("has a path for every model", () => {
    expect(new Set(MODELS.map((model) => wireOf({ model }).wire.path)).size).toBe(MODELS.length);
  });
});
