import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  imagesAt,
  LAST_STEP,
  MONTHLY_IMAGES,
  monthlyUsd,
  readImages,
  stepOf,
} from "../../src/browser/bill.js";
import { billLines } from "../../src/report/bill-line.ts";
import { cell, comparison, everything, failed, ineligible, row } from "./fixture.ts";

describe("a month of images", () => {
  it.each([
    { perImageUsd: 0.03, images: 10_000, usd: 300 },
    { perImageUsd: 0.0175, images: 3, usd: 0.0525 },
    { perImageUsd: 0.1, images: 3, usd: 0.3 },
    { perImageUsd: 0.03, images: 0, usd: 0 },
    { perImageUsd: 0, images: 500, usd: 0 },
    { perImageUsd: undefined, images: 10_000, usd: undefined },
  ])("costs $usd for $images images at $perImageUsd", ({ perImageUsd, images, usd }) => {
    expect(monthlyUsd(perImageUsd, images)).toBe(usd);
  });

  it("is asked about from end to end of the slider", () => {
    expect([0, 60, LAST_STEP].map(imagesAt)).toStrictEqual([
      MONTHLY_IMAGES.least,
      MONTHLY_IMAGES.usual,
      MONTHLY_IMAGES.most,
    ]);
  });

  it("is where the slider was put", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: LAST_STEP }), (step) => {
        expect(stepOf(imagesAt(step))).toBe(step);
      }),
    );
  });

  it("grows with every step, by numbers of two digits", () => {
    for (let step = 1; step <= LAST_STEP; step += 1) {
      expect(imagesAt(step)).toBeGreaterThan(imagesAt(step - 1));
      expect(String(imagesAt(step))).toMatch(/^\d{2}0+$/);
    }
  });

  it.each([
    { text: "12,500", images: 12_500 },
    { text: " 7 ", images: 7 },
    { text: "2.6", images: 3 },
    { text: "0", images: 0 },
    { text: "", images: undefined },
    { text: "-5", images: undefined },
    { text: "many", images: undefined },
    { text: "1e999", images: undefined },
  ])("reads $text as $images", ({ text, images }) => {
    expect(readImages(text)).toBe(images);
  });
});

describe("what a month is projected from", () => {
  it("is what was billed, for each model; else the price table; else nothing", () => {
    const bill = billLines(everything());
    expect(bill.map(({ provider, model, basis }) => `${model} ${provider}: ${basis}`)).toStrictEqual([
      "krea-2-medium krea: billed here",
      "krea-2-medium cloudflare: billed here",
      "krea-2-medium runware: not known",
      "krea-2-large krea: billed here",
      "krea-2-large cloudflare: billed here",
      "krea-2-large runware: billed here",
    ]);
  });

  it("is a mean of the images that were asked for, not of requests", () => {
    const cost = { estimatedUsd: 0.08, usd: 0.08, basis: "reported", deltaUsd: 0, atRiskUsd: 0 } as const;
    const { images } = cell("krea");
    const two = cell("krea", { images: [...images, ...images], cost });
    const [line] = billLines(comparison([row(1, [cell("krea")]), row(2, [two], { n: 2 })]));
    expect(line?.perImageUsd).toBeCloseTo(0.11 / 3, 12);
  });

  it("is the price table where nothing came", () => {
    const bill = billLines(comparison([row(1, [failed("krea"), ineligible("runware", "no")])]));
    expect(bill).toStrictEqual([
      { provider: "krea", model: "krea-2-medium", perImageUsd: 0.03, basis: "price table" },
      { provider: "runware", model: "krea-2-medium", perImageUsd: 0.06, basis: "price table" },
    ]);
  });

  it("says when an emulator or the price table stands behind a cost", () => {
    const costs = { estimatedUsd: 0.03, usd: 0.03, deltaUsd: 0, atRiskUsd: 0 };
    const bill = billLines(
      comparison([
        row(1, [
          cell("krea", { cost: { ...costs, basis: "emulated" } }),
          cell("runware", { cost: { ...costs, basis: "estimated" } }),
        ]),
      ]),
    );
    expect(bill.map(({ basis }) => basis)).toStrictEqual(["emulated", "price table"]);
  });
});
