import type { PriceTable } from "@unikrea/core/provider";

/**
 * Runware's prices, in micro-dollars an image. They equal Krea's own wherever both are known. What an image really cost
 * comes with it, unless `includeCost` is switched off.
 */
export const PRICES: PriceTable = {
  source:
    "Runware's model pages for turbo, catalogue copies and a billed cost for the others; see each figure",
  // The newest date that a figure is tied to.
  checkedOn: "2026-06-26",
  microUsd: {
    "krea-2-medium": {
      text: 30_000, // a copy of Runware's catalogue
      references: 35_000, // the cost in a real answer of 2026-06-26, as a third party published it
      moodboard: 40_000, // Krea's own list: an inference
    },
    "krea-2-large": {
      text: 60_000, // a copy of Runware's catalogue
      references: 65_000, // the same copy
      moodboard: 70_000, // Krea's own list: an inference
    },
    // All three from Runware's pages of June 2026; a real answer of 2026-06-26 confirms the second.
    "krea-2-medium-turbo": { text: 15_000, references: 17_500, moodboard: 20_000 },
  },
};
