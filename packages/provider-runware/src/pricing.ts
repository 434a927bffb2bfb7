import type { PriceOrigin, PriceTable } from "@unikrea/core/provider";

const COPY: PriceOrigin = {
  basis: "copied",
  source: "a copy of Runware's catalogue rates, as a third party published it",
};
const ANSWER: PriceOrigin = {
  basis: "observed",
  source: "the cost in a real answer, as a third party published it",
  checkedOn: "2026-06-26",
};
const KREA_LIST: PriceOrigin = {
  basis: "inferred",
  source: "Krea's own list, which Runware's figures equal wherever both are known",
  checkedOn: "2026-10-09",
};

/**
 * Runware's prices, in micro-dollars an image. What an image really cost comes with it, unless `includeCost` is switched
 * off.
 */
export const PRICES: PriceTable = {
  source: "Runware's model pages krea-2-turbo and krea-2-medium-turbo, which name the same prices",
  // Pages of June 2026. A real answer of this day had the second figure.
  checkedOn: "2026-06-26",
  microUsd: {
    "krea-2-medium": { text: 30_000, references: 35_000, moodboard: 40_000 },
    "krea-2-large": { text: 60_000, references: 65_000, moodboard: 70_000 },
    "krea-2-medium-turbo": { text: 15_000, references: 17_500, moodboard: 20_000 },
  },
  origins: {
    "krea-2-medium": { text: COPY, references: ANSWER, moodboard: KREA_LIST },
    "krea-2-large": { text: COPY, references: COPY, moodboard: KREA_LIST },
  },
};
