import { describe, expect, it } from "vitest";
import { parseRequest } from "../src/parse-request.ts";
import { estimateMicroUsd, type PriceTable, priceTier, toMicroUsd, toUsd } from "../src/price.ts";

const image = "https://img.example/a.png";
const id = "6f1f7a52-6d0e-4a0c-9a55-2f9f3f0f7c11";
const prices: PriceTable = {
  source: "test",
  checkedOn: "2026-01-01",
  microUsd: {
    "krea-2-medium": { text: 30_000, references: 35_000, moodboard: 40_000 },
    "krea-2-large": { text: 0 },
  },
};
const request = (more: object) => parseRequest({ prompt: "a", ...more });

describe("prices", () => {
  it.each([
    ["text alone", {}, "text", 30_000],
    ["references", { references: [{ image }] }, "references", 35_000],
    ["many references", { references: [{ image }, { image }] }, "references", 35_000],
    ["a moodboard", { moodboard: { id } }, "moodboard", 40_000],
    ["a moodboard with references", { moodboard: { id }, references: [{ image }] }, "moodboard", 40_000],
    [
      "styles, sliders, a source and a seed, which open no tier",
      { styles: [{ id: "s", strength: 1 }], sliders: { intensity: 9 }, source: { image }, seed: 1 },
      "text",
      30_000,
    ],
    ["several images", { n: 3 }, "text", 90_000],
  ])("of %s", (_, more, tier, microUsd) => {
    expect(priceTier(request(more))).toBe(tier);
    expect(estimateMicroUsd(request(more), prices)).toBe(microUsd);
  });

  it("is not known where the table has none, which is not the same as free", () => {
    expect(estimateMicroUsd(request({ model: "krea-2-medium-turbo" }), prices)).toBeUndefined();
    expect(estimateMicroUsd(request({ model: "krea-2-large", moodboard: { id } }), prices)).toBeUndefined();
    expect(estimateMicroUsd(request({ model: "krea-2-large" }), prices)).toBe(0);
  });

  it("adds up exactly", () => {
    expect(toUsd(17_500 * 3)).toBe(0.0525);
    expect(toMicroUsd(0.0175)).toBe(17_500);
    expect(toMicroUsd(0.1 + 0.2)).toBe(300_000);
  });
});
