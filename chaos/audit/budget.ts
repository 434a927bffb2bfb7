import { PRICE_MICRO_USD } from "../client/subject.ts";
import type { Charge } from "./charge.ts";
import type { Breach } from "./invariant.ts";
import { picturesIn, type Story } from "./story.ts";

/** The figures that a budget stands or falls by, in millionths of a dollar. */
export interface Spending {
  readonly capMicroUsd: number;
  /** What the client's own counter says. */
  readonly countedMicroUsd: number | undefined;
  readonly charges: readonly Charge[];
  readonly stories: readonly Story[];
}

const sumOf = (numbers: readonly number[]) => numbers.reduce((sum, number) => sum + number, 0);
const usd = (microUsd: number) => `$${microUsd / 1e6}`;

/** What was billed beyond the budget. A bill only grows, so at its end it was never higher. */
export const overspent = ({ capMicroUsd, charges }: Spending): number =>
  Math.max(sumOf(charges.map(({ microUsd }) => microUsd)) - capMicroUsd, 0);

/**
 * The bill never passes the budget, what may have been billed keeps its hold, and what was not billed gives it back: then
 * the counter stands at what the ledger says of every order. Of a spoiled ledger only the former is asked.
 */
export function judgeBudget(spending: Spending): Breach[] {
  const { capMicroUsd, countedMicroUsd = 0, charges, stories } = spending;
  const billed = sumOf(charges.map(({ microUsd }) => microUsd));
  const noted = stories.map((story) => story.noted);
  const pictures = sumOf(noted.map((claims = []) => picturesIn(claims)));
  const isExact = countedMicroUsd === pictures * PRICE_MICRO_USD || noted.includes(undefined);
  const counted = `the budget counts ${usd(countedMicroUsd)}`;
  const problems = [
    billed > capMicroUsd && `${usd(billed)} were billed, of a budget of ${usd(capMicroUsd)}`,
    countedMicroUsd < billed && `${usd(billed)} were billed, and ${counted}`,
    !isExact && `${pictures} pictures are made or may be billed, and ${counted}`,
  ];
  return problems.filter((text) => text !== false).map((text) => ({ rule: "I9", text }));
}
