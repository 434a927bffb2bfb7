import { type Comparison, toJson } from "@unikrea/compare";
import { exitCodeOfComparison } from "./comparison-exit-code.ts";
import { EXIT_CODES, type ExitCode } from "./exit-code.ts";
import type { Kept } from "./keep-comparison.ts";

const GOOD: readonly ExitCode[] = [EXIT_CODES.ok, EXIT_CODES.partial];

/** A comparison for a program: its data without the files of the images, which are named where they were written. */
export function comparisonDocument(comparison: Comparison, { files, html, csv, problems }: Kept): object {
  const { rows, ...about } = toJson(comparison);
  const withFiles = rows.map((row, at) => ({
    ...row,
    cells: row.cells.map((cell, column) => ({
      ...cell,
      images: cell.images.map((image, index) => {
        const source = comparison.rows[at]?.cells[column]?.images[index];
        return { ...image, file: source && files.get(source) };
      }),
    })),
  }));
  return {
    ok: GOOD.includes(exitCodeOfComparison(comparison)),
    ...about,
    rows: withFiles,
    report: html,
    csv,
    problems: problems.map(({ code, message }) => ({ code, message })),
  };
}
