import { readFileSync } from "node:fs";
import { ASPECT_RATIOS, CREATIVITIES, MODELS } from "@unikrea/core";
import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import fc from "fast-check";
import { expect, it } from "vitest";
import { cloudflare } from "../src/index.ts";
import { headersOf, toWire } from "../src/mapping.ts";
import type { CloudflareWire } from "../src/wire.ts";
import { KEY, type Request } from "./wire-request.ts";

const ajv = new Ajv2020({ allErrors: true, strict: false });
addFormats.default(ajv);
const validators = new Map(
  MODELS.map((model) => {
    const file = new URL(`../../emulator/vendor/cloudflare.${model}.input.schema.json`, import.meta.url);
    return [`krea/${model}`, ajv.compile(JSON.parse(readFileSync(file, "utf8")))];
  }),
);

const { capabilities } = cloudflare();
const plain = <Fields extends object>(fields: { [Key in keyof Fields]: fc.Arbitrary<Fields[Key]> }) =>
  fc.record<Fields>(fields, { noNullPrototype: true });
// Core turns -0 into 0 before a provider sees it.
const number = (min: number, max: number) => fc.double({ min, max, noNaN: true }).map((value) => value + 0);
const share = number(0, 1);
const slider = fc.integer({ min: -100, max: 100 });
const image = fc.oneof(
  fc.webUrl({ validSchemes: ["https"], withQueryParameters: true }).map((url) => ({
    kind: "url" as const,
    url: new URL(url).href,
  })),
  fc
    .uint8Array({ minLength: 1, maxLength: 40 })
    .map((bytes) => ({ kind: "bytes" as const, bytes, mediaType: "image/png" })),
);

/** Any request that fits the capabilities. */
const requests: fc.Arbitrary<Request> = fc.record(
  {
    model: fc.constantFrom(...capabilities.models),
    prompt: fc.string({ unit: "grapheme", minLength: 1, maxLength: 200 }),
    aspectRatio: fc.constantFrom(
      ...ASPECT_RATIOS.filter((ratio) => capabilities.aspectRatios.includes(ratio)),
    ),
    resolution: fc.constant("1K" as const),
    creativity: fc.constantFrom(...CREATIVITIES),
    references: fc.array(plain({ image, strength: share }), { maxLength: 10 }),
    sliders: plain({ intensity: slider, complexity: slider, movement: slider }),
    moodboard: plain({
      id: fc.oneof(
        fc.uuid(),
        fc.uuid().map((id) => id.toUpperCase()),
        fc.constantFrom("00000000-0000-0000-0000-000000000000", "ffffffff-ffff-ffff-ffff-ffffffffffff"),
      ),
      strength: share,
    }),
    styles: fc.array(plain({ id: fc.stringMatching(/^\S{1,20}$/), strength: number(-2, 2) }), {
      maxLength: 20,
    }),
    seed: fc.integer({ min: 0, max: 2 ** 32 - 1 }),
    n: fc.constant(1),
    providerOptions: fc.constant({}),
    options: fc.record(
      {
        gatewayId: fc.stringMatching(/^[\w-]{1,64}$/),
        metadata: fc.dictionary(
          fc.string({ unit: "binary" }),
          fc.oneof(fc.string({ unit: "binary" }), share, fc.boolean()),
          {
            maxKeys: 4,
            noNullPrototype: true,
          },
        ),
        skipCache: fc.boolean(),
        cacheTtl: fc.integer({ min: 60, max: 2_592_000 }),
        collectLog: fc.boolean(),
        eventId: fc.stringMatching(/^[\x21-\x7e]{1,100}$/),
      },
      { requiredKeys: [], noNullPrototype: true },
    ),
  },
  {
    requiredKeys: [
      "model",
      "prompt",
      "aspectRatio",
      "resolution",
      "creativity",
      "references",
      "sliders",
      "styles",
      "n",
      "providerOptions",
      "options",
    ],
    noNullPrototype: true,
  },
);

const wireOf = (request: Request): CloudflareWire => toWire(request, KEY).wire;

it("any request that fits the capabilities has an input that the published schema takes", () => {
  fc.assert(
    fc.property(requests, (request) => {
      const { model, input } = wireOf(request);
      const validate = validators.get(model);
      expect(validate?.(JSON.parse(JSON.stringify(input))), JSON.stringify(validate?.errors)).toBe(true);
    }),
    { numRuns: 500 },
  );
});

it("the schemas would refuse what they do not know", () => {
  const { input } = wireOf(fc.sample(requests, 1)[0] as Request);
  expect(validators.get("krea/krea-2-medium")?.({ ...input, negative_prompt: "" })).toBe(false);
});

it("any wire is plain JSON, and names the job to the gateway", () => {
  fc.assert(
    fc.property(requests, (request) => {
      const wire = wireOf(request);
      expect(JSON.parse(JSON.stringify(wire))).toStrictEqual(wire);
      expect(wireOf(request)).toStrictEqual(wire);
      expect(wire.gateway).toMatchObject({ cacheKey: KEY, retries: { maxAttempts: 1 } });
    }),
  );
});

it("any gateway option can be sent in a header, and is read back as it was", () => {
  fc.assert(
    fc.property(requests, (request) => {
      const { gateway } = wireOf(request);
      const headers = new Headers(headersOf(gateway));
      const metadata = headers.get("cf-aig-metadata") ?? "";
      expect(JSON.parse(metadata)).toStrictEqual(JSON.parse(JSON.stringify(gateway.metadata)));
      expect(Object.keys(JSON.parse(metadata)).length).toBeLessThanOrEqual(5);
      expect(headers.get("cf-aig-gateway-id")).toBe(gateway.id);
    }),
  );
});
