import type { PriceTable } from "../model.ts";

/**
 * Runware's prices per image in micro-dollars: turbo from its docs pages; medium and large from catalogue copies and
 * one observed cost (2026-06-26), their moodboard tier from Krea's own list.
 */
export const runwarePrices = {
  "krea-2-medium": { text: 30_000, references: 35_000, moodboard: 40_000 },
  "krea-2-large": { text: 60_000, references: 65_000, moodboard: 70_000 },
  "krea-2-medium-turbo": { text: 15_000, references: 17_500, moodboard: 20_000 },
} as const satisfies PriceTable;
