import type { CanonicalRequest } from "@unikrea/core";
import { canonicalRequest } from "@unikrea/testkit";
import { describe, expect, it } from "vitest";
import { type RunwareOptions, runware } from "../src/index.ts";
import { tokenFrom } from "../src/mapping.ts";
import { KEY } from "./fixture.ts";

const MINIMAL = {
  taskType: "imageInference",
  taskUUID: KEY,
  model: "krea:krea@2-medium",
  positivePrompt: "a lighthouse in fog",
  width: 1024,
  height: 1024,
  numberResults: 1,
  outputType: "URL",
  outputFormat: "PNG",
  outputQuality: 95,
  includeCost: true,
  deliveryMethod: "async",
  settings: { creativity: "medium" },
} as const;

const wireOf = (changes: Partial<CanonicalRequest> = {}, options: RunwareOptions = {}) =>
  runware().toWire(canonicalRequest({ ...changes, providerOptions: { runware: options } }), KEY);

const url = "https://pictures.example.com/fog.jpg";
const board = "6f1f7a52-6d0e-4a0c-9a55-2f9f3f0f7c11";
const own = "b7db282d-2943-4f12-992f-77df3ad3ec71";

interface Row {
  name: string;
  changes?: Partial<CanonicalRequest>;
  options?: RunwareOptions;
  /** What differs from the minimal task. */
  task: object;
}

const size = (width: number, height: number) => ({ width, height });
const references = (...referenceImages: object[]) => ({ inputs: { referenceImages } });

const rows: Row[] = [
  { name: "sends every setting of a minimal request, and no more", task: {} },
  { name: "keeps seed 0", changes: { seed: 0 }, task: { seed: 0 } },
  { name: "keeps the largest seed", changes: { seed: 2 ** 32 - 1 }, task: { seed: 4_294_967_295 } },
  { name: "orders 20 images as one task", changes: { n: 20 }, task: { numberResults: 20 } },
  { name: "names large", changes: { model: "krea-2-large" }, task: { model: "krea:krea@2-large" } },
  {
    name: "names turbo by its newer id",
    changes: { model: "krea-2-medium-turbo" },
    task: { model: "krea:krea@2-medium-turbo" },
  },
  { name: "has the pixels of 1:1", changes: { aspectRatio: "1:1" }, task: size(1024, 1024) },
  { name: "has the pixels of 4:3", changes: { aspectRatio: "4:3" }, task: size(1184, 896) },
  { name: "has the pixels of 3:2", changes: { aspectRatio: "3:2" }, task: size(1248, 832) },
  { name: "has the pixels of 16:9", changes: { aspectRatio: "16:9" }, task: size(1376, 768) },
  { name: "has the pixels of 2.35:1", changes: { aspectRatio: "2.35:1" }, task: size(1568, 672) },
  { name: "has the pixels of 4:5", changes: { aspectRatio: "4:5" }, task: size(928, 1152) },
  { name: "has the pixels of 2:3", changes: { aspectRatio: "2:3" }, task: size(832, 1248) },
  { name: "has the pixels of 9:16", changes: { aspectRatio: "9:16" }, task: size(768, 1376) },
  {
    name: "leaves the prompt as it is written",
    changes: { prompt: "  “灯台” 🌫️\n" },
    task: { positivePrompt: "  “灯台” 🌫️\n" },
  },
  {
    name: "nests creativity",
    changes: { creativity: "high" },
    task: { settings: { creativity: "high" } },
  },
  {
    name: "sends negative strength as it is, under the same name",
    changes: { references: [{ image: { kind: "url", url }, strength: -1.5 }] },
    task: references({ image: url, strength: -1.5 }),
  },
  {
    name: "keeps strength 0 and the order of references",
    changes: {
      references: [
        { image: { kind: "url", url }, strength: 0 },
        { image: { kind: "url", url: `${url}?2` }, strength: 2 },
      ],
    },
    task: references({ image: url, strength: 0 }, { image: `${url}?2`, strength: 2 }),
  },
  {
    name: "sends bytes inline, as a data URI",
    changes: {
      references: [
        {
          image: { kind: "bytes", bytes: Uint8Array.of(0, 1, 2), mediaType: "image/webp" },
          strength: 0.5,
        },
      ],
    },
    task: references({ image: "data:image/webp;base64,AAEC", strength: 0.5 }),
  },
  {
    name: "names an image that Runware has by its UUID",
    changes: { references: [{ image: { kind: "id", provider: "runware", id: own }, strength: 0.5 }] },
    task: references({ image: own, strength: 0.5 }),
  },
  {
    name: "sends the moodboard as a list of one, with its strength",
    changes: { moodboard: { id: board, strength: -0.5 } },
    task: { settings: { creativity: "medium", moodboards: [{ id: board, strength: -0.5 }] } },
  },
  { name: "takes outputFormat", options: { outputFormat: "JPG" }, task: { outputFormat: "JPG" } },
  { name: "takes outputQuality", options: { outputQuality: 20 }, task: { outputQuality: 20 } },
  { name: "takes outputType", options: { outputType: "dataURI" }, task: { outputType: "dataURI" } },
  { name: "takes ttl", options: { ttl: 60 }, task: { ttl: 60 } },
  {
    name: "takes safety",
    options: { safety: { checkContent: true } },
    task: { safety: { checkContent: true } },
  },
  {
    name: "takes safety.mode, and false",
    options: { safety: { checkContent: false, mode: "none" } },
    task: { safety: { checkContent: false, mode: "none" } },
  },
  { name: "leaves out a safety that says nothing", options: { safety: {} }, task: {} },
  {
    name: "takes uploadEndpoint",
    options: { uploadEndpoint: "https://files.example.com/put" },
    task: { uploadEndpoint: "https://files.example.com/put" },
  },
  {
    name: "takes webhookUrl, in Runware's spelling",
    options: { webhookUrl: "https://hooks.example.com/?t=1" },
    task: { webhookURL: "https://hooks.example.com/?t=1" },
  },
  { name: "takes deliveryMethod", options: { deliveryMethod: "sync" }, task: { deliveryMethod: "sync" } },
  { name: "takes includeCost false", options: { includeCost: false }, task: { includeCost: false } },
];

describe("toWire", () => {
  it.each(rows)("$name", ({ changes, options, task }) => {
    expect(wireOf(changes, options)).toStrictEqual({ wire: [{ ...MINIMAL, ...task }], warnings: [] });
  });

  it("has a row for every option", () => {
    const known = Object.keys({
      outputFormat: 1,
      outputQuality: 1,
      outputType: 1,
      ttl: 1,
      safety: 1,
      uploadEndpoint: 1,
      webhookUrl: 1,
      deliveryMethod: 1,
      includeCost: 1,
    } satisfies Record<keyof RunwareOptions, 1>);
    const tried = new Set(rows.flatMap(({ options = {} }) => Object.keys(options)));
    expect([...tried].sort()).toStrictEqual(known.sort());
  });
});

describe("tokenFrom", () => {
  const tokenOf = (changes: Partial<CanonicalRequest>, options?: RunwareOptions) => {
    const { wire } = wireOf(changes, options);
    return tokenFrom(wire as Parameters<typeof tokenFrom>[0]);
  };

  it("knows the job before it is sent", () => {
    expect(tokenOf({ n: 4 })).toStrictEqual({ taskUUID: KEY, expected: 4, inline: false });
  });

  it.each(["base64Data", "dataURI"] as const)("notes that answers hold the bytes: %s", (outputType) => {
    expect(tokenOf({}, { outputType })).toStrictEqual({ taskUUID: KEY, expected: 1, inline: true });
  });
});
