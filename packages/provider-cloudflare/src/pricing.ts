import type { PriceTable } from "@unikrea/core/provider";

/**
 * Cloudflare's catalogue, in micro-dollars an image: Krea's own list prices. Credits are bought with a fee of 5 %, which
 * belongs to the purchase and is left out here. Whether failed runs are billed is not published.
 */
export const PRICES: PriceTable = {
  source:
    "tier prices in the catalogue entries of github.com/cloudflare/cloudflare-docs (05b5f46cc674, 30f9b0255637)",
  checkedOn: "2026-11-21",
  microUsd: {
    "krea-2-medium": { text: 30_000, references: 35_000, moodboard: 40_000 },
    "krea-2-large": { text: 60_000, references: 65_000, moodboard: 70_000 },
    "krea-2-medium-turbo": { text: 15_000, references: 17_500, moodboard: 20_000 },
  },
};
