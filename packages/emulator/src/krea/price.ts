import type { PriceTable } from "../model.ts";

/** Krea's price points per job in micro-dollars (`x-krea-pricing` of its OpenAPI document, 2026-10-09). */
export const kreaPrices = {
  "krea-2-medium": { text: 30_000, references: 35_000, moodboard: 40_000 },
  "krea-2-large": { text: 60_000, references: 65_000, moodboard: 70_000 },
  "krea-2-medium-turbo": { text: 15_000, references: 17_500, moodboard: 20_000 },
} as const satisfies PriceTable;
