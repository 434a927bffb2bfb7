import { ASPECT_RATIOS, CREATIVITIES, createKrea2, type GenerateRequest, MODELS } from "@unikrea/core";
import { countedIds, INPUT_IMAGES } from "@unikrea/testkit";
import fc from "fast-check";
import { expect, it } from "vitest";
import { type RunwareOptions, runware } from "../src/index.ts";
import { taskCheck } from "./schema.ts";

/** Every field that may be left out is, now and then. */
const maybe = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { nil: undefined });
const numberIn = (min: number, max: number) => fc.double({ min, max, noNaN: true });

const image = fc.oneof(
  fc.constantFrom(INPUT_IMAGES.url, INPUT_IMAGES.dataUri, INPUT_IMAGES.bytes),
  fc.uuid({ version: 4 }).map((id) => ({ provider: "runware", id })),
  fc
    .webUrl({ validSchemes: ["https"] })
    .filter((url) => !/\.(test|invalid|local|lan|home|corp|arpa|onion)\b/.test(url)),
);

const options: fc.Arbitrary<RunwareOptions> = fc
  .record({
    outputFormat: maybe(fc.constantFrom("JPG", "PNG", "WEBP")),
    outputQuality: maybe(fc.integer({ min: 20, max: 99 })),
    outputType: maybe(fc.constantFrom("URL", "base64Data", "dataURI")),
    ttl: maybe(fc.integer({ min: 60 })),
    safety: maybe(
      fc.record({ checkContent: maybe(fc.boolean()), mode: maybe(fc.constantFrom("none", "fast")) }),
    ),
    uploadEndpoint: maybe(fc.constant("https://files.example.com/put?name=1")),
    webhookUrl: maybe(fc.constant("https://hooks.example.com/runware?token=1")),
    deliveryMethod: maybe(fc.constantFrom("async", "sync")),
    includeCost: maybe(fc.boolean()),
  })
  .map((all) => ((all.outputType ?? "URL") === "URL" ? all : { ...all, ttl: undefined }));

/** Any request that core takes, whether or not Runware can honour it. */
const request: fc.Arbitrary<GenerateRequest> = fc.record({
  prompt: fc.string({ minLength: 1, unit: "grapheme" }).map((text) => `x${text.replace(/\p{Cc}/gu, " ")}`),
  model: maybe(fc.constantFrom(...MODELS)),
  aspectRatio: maybe(fc.constantFrom(...ASPECT_RATIOS)),
  creativity: maybe(fc.constantFrom(...CREATIVITIES)),
  references: maybe(fc.array(fc.record({ image, strength: maybe(numberIn(-2, 2)) }), { maxLength: 10 })),
  moodboard: maybe(fc.record({ id: fc.uuid({ version: 4 }), strength: maybe(numberIn(-0.5, 1.5)) })),
  sliders: maybe(fc.record({ intensity: maybe(fc.constantFrom(0, 0, 0, 50)) })),
  seed: fc.option(maybe(fc.integer({ min: 0, max: 2 ** 32 - 1 })), { nil: null }),
  n: maybe(fc.integer({ min: 1, max: 20 })),
  providerOptions: maybe(options.map((own) => ({ runware: own }))),
});

it("every task that is sent fits the schema, and holds what was asked for", async () => {
  const check = taskCheck();
  let sentTasks = 0;
  let refused = 0;
  const property = fc.asyncProperty(request, async (asked) => {
    const tasks: unknown[] = [];
    const fetch = async (_: string, init?: RequestInit) => {
      tasks.push(...JSON.parse(String(init?.body)));
      return Response.json({ data: [] });
    };
    const k2 = createKrea2({
      providers: [runware({ apiKey: "canary-5f1d7c20", fetch })],
      newId: countedIds(),
    });
    const thrown: unknown = await k2.submit(asked).then(
      () => undefined,
      (error: unknown) => error,
    );
    const isBeyond = asked.aspectRatio === "3:4" || (asked.sliders?.intensity ?? 0) !== 0;
    if (isBeyond) {
      expect(thrown).toMatchObject({ code: "unsupported" });
      expect(tasks).toStrictEqual([]);
      refused++;
      return;
    }
    expect(thrown).toBeUndefined();
    const { n = 1 } = asked;
    const seed = asked.seed ?? undefined;
    expect(tasks).toHaveLength(seed === undefined ? 1 : n);
    for (const [index, task] of tasks.entries()) {
      expect(check(task)).toBe("");
      expect(task).toMatchObject({
        positivePrompt: asked.prompt,
        numberResults: seed === undefined ? n : 1,
        ...(seed !== undefined && { seed: (seed + index) % 2 ** 32 }),
      });
      if (seed === undefined) expect(task).not.toHaveProperty("seed");
    }
    sentTasks += tasks.length;
  });
  await fc.assert(property, { numRuns: 300 });
  expect(sentTasks).toBeGreaterThan(100);
  expect(refused).toBeGreaterThan(10);
});
