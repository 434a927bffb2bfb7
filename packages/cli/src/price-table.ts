import { type ImageProvider, MODELS, PRICE_TIERS, type Price, priceOf } from "@unikrea/core";
import { toUsd } from "@unikrea/core/ledger";
import { formatUsd } from "./money.ts";
import { formatTable } from "./table.ts";

/** What stands beside a figure that rests on another provider's list, and what it means. */
const INFERRED = "*";
export const INFERRED_LEGEND = `${INFERRED} inferred from another provider's list: none of this one was found`;

/** One line for each model and tier, one column for each provider. */
export function formatPrices(
  providers: readonly ImageProvider[],
  showPrice: (price: Price | undefined) => string,
): string {
  const rows = MODELS.flatMap((model) =>
    PRICE_TIERS.map((tier) => [
      model,
      tier,
      ...providers.map(({ prices }) => showPrice(priceOf(prices, model, tier))),
    ]),
  );
  return formatTable(["USD an image", "tier", ...providers.map(({ id }) => id)], rows);
}

/** A figure, or that it is unknown. */
export const showUsd = (price: Price | undefined): string =>
  `${formatUsd(price && toUsd(price.microUsd))}${price?.basis === "inferred" ? INFERRED : ""}`;
