import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseRequest } from "../src/parse-request.ts";
import { splitRequest } from "../src/split.ts";

const seedsAndCounts = (request: object, imagesPerJob: number) =>
  splitRequest(parseRequest({ prompt: "a", ...request }), imagesPerJob).map(({ seed, n }) => [seed, n]);

describe("splitRequest", () => {
  it.each([
    ["one image is one job", { n: 1 }, 1, [[undefined, 1]]],
    [
      "without a seed a job makes as many as it can",
      { n: 5 },
      2,
      [
        [undefined, 2],
        [undefined, 2],
        [undefined, 1],
      ],
    ],
    [
      "with a seed every image is a job of its own",
      { n: 3, seed: 7 },
      20,
      [
        [7, 1],
        [8, 1],
        [9, 1],
      ],
    ],
    [
      "seed 0 is a seed",
      { n: 2, seed: 0 },
      20,
      [
        [0, 1],
        [1, 1],
      ],
    ],
    [
      "seeds wrap",
      { n: 3, seed: 4294967294 },
      1,
      [
        [4294967294, 1],
        [4294967295, 1],
        [0, 1],
      ],
    ],
  ])("%s", (_, request, imagesPerJob, wanted) =>
    expect(seedsAndCounts(request, imagesPerJob)).toStrictEqual(wanted),
  );

  it("never loses an image, never repeats a seed, never asks a job for too many", () => {
    const arbitrary = {
      n: fc.integer({ min: 1, max: 20 }),
      per: fc.integer({ min: 1, max: 20 }),
      seed: fc.option(fc.integer({ min: 0, max: 2 ** 32 - 1 })),
    };
    fc.assert(
      fc.property(fc.record(arbitrary), ({ n, per, seed }) => {
        const parts = seedsAndCounts({ n, seed }, per);
        expect(parts.reduce((sum, [, count]) => sum + (count ?? 0), 0)).toBe(n);
        expect(Math.max(...parts.map(([, count]) => count ?? 0))).toBeLessThanOrEqual(per);
        if (seed !== null) expect(new Set(parts.map(([own]) => own)).size).toBe(n);
      }),
    );
  });
});
