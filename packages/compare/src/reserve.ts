import { UnikreaError } from "@unikrea/core";
import { toMicroUsd } from "@unikrea/core/provider";
import { sumUsd } from "./money.ts";
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
  const sum = isEstimate(cells)
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

/** Nothing of it may be run twice. */
const isEstimate = (cells: readonly PlannedCell[]): boolean =>
  cells.every(({ plan }) => plan.worstCaseUsd === plan.estimate.usd);

const costWords = (cells: readonly PlannedCell[]): string =>
  `${isEstimate(cells) ? "would" : "may"} cost $${priceOf(cells)}`;

const fits = (usd: number, maxUsd: number) => toMicroUsd(usd) <= toMicroUsd(maxUsd);

function adviceFor(rows: readonly PlannedRow[], total: number, maxUsd: number): string {
  const smaller = [fittingRows(rows, maxUsd), fittingProviders(rows, maxUsd)].filter(Boolean).join("; ");
  return `raise maxUsd to ${total}, or compare less: ${smaller || "not even one row or one provider would fit"}`;
}

/** How many of the rows, from the first, would fit. */
function fittingRows(rows: readonly PlannedRow[], maxUsd: number): string {
  const cellsOf = (count: number) => rows.slice(0, count).flatMap(askedOf);
  const most = rows.filter((_, at) => fits(priceOf(cellsOf(at + 1)), maxUsd)).length;
  return most === 0 ? "" : `the first ${most} of ${rows.length} rows ${costWords(cellsOf(most))}`;
}

/** Which of the providers would fit alone, for all rows. */
function fittingProviders(rows: readonly PlannedRow[], maxUsd: number): string {
  const cells = rows.flatMap(askedOf);
  const cellsOf = (id: string) => cells.filter(({ provider }) => provider === id);
  const ids = [...new Set(cells.map(({ provider }) => provider))].filter((id) =>
    fits(priceOf(cellsOf(id)), maxUsd),
  );
  const wordsOf = (id: string) => costWords(cellsOf(id));
  return [...new Set(ids.map(wordsOf))]
    .map((words) => `${ids.filter((id) => wordsOf(id) === words).join(" or ")} alone ${words}`)
    .join("; ");
}

const count = (n: number, thing: string) => `${n} ${thing}${n === 1 ? "" : "s"}`;
