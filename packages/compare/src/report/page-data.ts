import type { Comparison } from "../comparison.ts";
import { type BillLine, billLines } from "./bill-line.ts";
import { imagePrice } from "./image-price.ts";
import { modelsOf } from "./models.ts";

/** What the scripts of the page know. Everything else they read from the page itself. */
export interface PageData {
  readonly providers: readonly string[];
  /** In the order in which they appear. */
  readonly models: readonly string[];
  readonly cells: readonly PageCell[];
  readonly bill: readonly BillLine[];
}

/** One request at one provider, as the filters and the charts need it. */
export interface PageCell {
  /** As in `data-cell`. */
  readonly id: string;
  readonly row: number;
  readonly provider: string;
  readonly model: string;
  readonly status: string;
  readonly prompt: string;
  /** How many were asked for. */
  readonly n: number;
  /** How many came. Without any, it has no place in a chart. */
  readonly images: number;
  readonly perImageUsd?: number | undefined;
  readonly queuedMs?: number | undefined;
  readonly runningMs?: number | undefined;
  readonly downloadMs?: number | undefined;
  readonly totalMs: number;
}

/** The name of a cell on the page. */
export const cellId = (row: number, provider: string): string => `${row}:${provider}`;

export function pageData(comparison: Comparison): PageData {
  const { providers, rows } = comparison;
  return {
    providers,
    models: modelsOf(comparison),
    cells: rows.flatMap(({ id, model, prompt, n, cells }) =>
      cells.map((cell) => ({
        id: cellId(id, cell.provider),
        row: id,
        provider: cell.provider,
        model,
        status: cell.status,
        prompt,
        n,
        images: cell.images.length,
        perImageUsd: imagePrice(cell, n)?.usd,
        ...cell.timing,
      })),
    ),
    bill: billLines(comparison),
  };
}
