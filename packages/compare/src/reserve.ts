import { UnikreaError } from "@unikrea/core";
import { sumUsd, toMicroUsd } from "./money.ts";
import type { PlannedCell, PlannedRow } from "./row.ts";

/**
 * Holds what all cells may cost at the most against the ceiling: all or nothing. That is their estimate, or more where a run
 * that is lost may be run twice. Each cell is afterwards held to its own share by the client, so whatever goes wrong their
 * sum stays below.
 *
 * @throws {UnikreaError} `budget_exceeded`, which says what it would cost and what would fit
 */
export function reserve(rows: readonly PlannedRow[], maxUsd: number | undefined): void {
  if (maxUsd === undefined) return;
  const cells = rows.flatMap(askedOf);
  const total = priceOf(cells);
  if (fits(total, maxUsd)) return;
  const images = rows
    .flatMap((row) => askedOf(row).map(() => row.canonical.n))
    .reduce((sum, n) => sum + n, 0);
  const isEstimate = total === sumUsd(cells.map(({ plan }) => plan.estimate.usd));
  const sum = isEstimate
    ? `costs $${total}`
    : `may cost $${total}, as what is lost may be run and billed twice`;
  const message = `The comparison of ${count(images, "image")} ${sum}, of $${maxUsd}, so nothing was sent`;
  throw new UnikreaError("budget_exceeded", message, { hint: adviceFor(rows, total, maxUsd) });
}

/** The cells that will be asked. */
export const askedOf = ({ cells }: Pick<PlannedRow, "cells">): PlannedCell[] =>
  cells.filter(({ reason }) => reason === undefined);

/** Dollars. Whoever has no price is not asked when there is a ceiling. */
const priceOf = (cells: readonly PlannedCell[]): number =>
  sumUsd(cells.map(({ plan }) => plan.worstCaseUsd)) ?? Number.POSITIVE_INFINITY;

const fits = (usd: number, maxUsd: number) => toMicroUsd(usd) <= toMicroUsd(maxUsd);

function adviceFor(rows: readonly PlannedRow[], total: number, maxUsd: number): string {
  const smaller = [fittingRows(rows, maxUsd), fittingProviders(rows, maxUsd)].filter(Boolean).join("; ");
  return `raise maxUsd to ${total}, or compare less: ${smaller || "not even one row or one provider would fit"}`;
}

/** How many of the rows, from the first, would fit. */
function fittingRows(rows: readonly PlannedRow[], maxUsd: number): string {
  const costs = rows.map((_, at) => priceOf(rows.slice(0, at + 1).flatMap(askedOf)));
  const most = costs.filter((usd) => fits(usd, maxUsd)).length;
  return most === 0 ? "" : `the first ${most} of ${rows.length} rows would cost $${costs[most - 1]}`;
}

/** Which of the providers would fit alone, for all rows. */
function fittingProviders(rows: readonly PlannedRow[], maxUsd: number): string {
  const cells = rows.flatMap(askedOf);
  const costOf = (id: string) => priceOf(cells.filter(({ provider }) => provider === id));
  const ids = [...new Set(cells.map(({ provider }) => provider))].filter((id) => fits(costOf(id), maxUsd));
  const costs = [...new Set(ids.map(costOf))];
  return costs
    .map((usd) => `${ids.filter((id) => costOf(id) === usd).join(" or ")} alone would cost $${usd}`)
    .join("; ");
}

const count = (n: number, thing: string) => `${n} ${thing}${n === 1 ? "" : "s"}`;
