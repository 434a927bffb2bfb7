import type { TotalCost } from "@unikrea/core";

/** Dollars with as many decimals as the prices of images have. */
export const formatUsd = (usd: number | undefined): string =>
  usd === undefined ? "unknown" : `$${usd.toFixed(4).replace(/0{1,2}$/, "")}`;

const BASIS = {
  reported: "reported by the provider",
  estimated: "by the price list",
  emulated: "emulated: no real money",
} as const;

/** What a call cost, for a person. */
export function describeCost({ usd, basis, atRiskUsd }: TotalCost): string {
  const label = basis === "emulated" ? " (emulated)" : "";
  const risk = atRiskUsd === 0 ? "" : `; ${formatUsd(atRiskUsd)} more may be billed${label}`;
  return `${formatUsd(usd)} (${BASIS[basis]})${risk}`;
}
