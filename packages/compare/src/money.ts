import { toMicroUsd } from "@unikrea/core/provider";

/** A sum of dollars, exact to the micro-dollar. What is not known makes the sum not known. */
export function sumUsd(amounts: readonly (number | undefined)[]): number | undefined {
  const microUsd = amounts.reduce<number>((sum, usd) => sum + toMicroUsd(usd ?? Number.NaN), 0);
  return Number.isNaN(microUsd) ? undefined : microUsd / 1e6;
}
