import type { PriceTable } from "../model.ts";

/** Cloudflare's tier prices per image in micro-dollars (catalogue entries of 2026-06-17, metadata block). */
export const cloudflarePrices = {
  "krea-2-medium": { text: 30_000, references: 35_000, moodboard: 40_000 },
  "krea-2-large": { text: 60_000, references: 65_000, moodboard: 70_000 },
  "krea-2-medium-turbo": { text: 15_000, references: 17_500, moodboard: 20_000 },
} as const satisfies PriceTable;
