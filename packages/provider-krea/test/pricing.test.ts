import { readFileSync } from "node:fs";
import type { Model } from "@unikrea/core";
import { expect, it } from "vitest";
import { PRICES } from "../src/pricing.ts";

interface PricePoint {
  readonly amount: number;
  readonly dimensions: { readonly k2BillingTier: "text-to-image" | "srefs" | "moodboards" };
}

const file = new URL("../../emulator/vendor/krea.openapi.json", import.meta.url);
const { paths } = JSON.parse(readFileSync(file, "utf8"));

it.each<[Model, string]>([
  ["krea-2-medium", "medium"],
  ["krea-2-large", "large"],
  ["krea-2-medium-turbo", "medium-turbo"],
])("%s costs what Krea's own document says", (model, variant) => {
  const points: PricePoint[] =
    paths[`/generate/image/krea/krea-2/${variant}`].post["x-krea-pricing"].price_points;
  const of = (tier: string) =>
    Math.round(
      (points.find(({ dimensions }) => dimensions.k2BillingTier === tier)?.amount ?? Number.NaN) * 1e6,
    );
  expect(PRICES.microUsd[model]).toStrictEqual({
    text: of("text-to-image"),
    references: of("srefs"),
    moodboard: of("moodboards"),
  });
});
