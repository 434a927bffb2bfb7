import type { PriceTable } from "@unikrea/core/provider";

/** Krea's own list, in micro-dollars an image. Only completed jobs are billed. */
export const PRICES: PriceTable = {
  source: "x-krea-pricing in https://api.krea.ai/openapi.json; Krea 2 overview page",
  checkedOn: "2026-10-09",
  microUsd: {
    "krea-2-medium": { text: 30_000, references: 35_000, moodboard: 40_000 },
    "krea-2-large": { text: 60_000, references: 65_000, moodboard: 70_000 },
    "krea-2-medium-turbo": { text: 15_000, references: 17_500, moodboard: 20_000 },
  },
};
