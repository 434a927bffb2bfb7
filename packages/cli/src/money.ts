import type { TotalCost } from "@unikrea/core";

/** Dollars, exact to the micro-dollar: what is more than nothing never reads as nothing, and columns add up. */
export const formatUsd = (usd: number | undefined): string =>
  usd === undefined ? "unknown" : `$${usd.toFixed(6).replace(/0{1,4}$/, "")}`;

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
