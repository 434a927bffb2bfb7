import type { Comparison } from "@unikrea/compare";
import { UnikreaError } from "@unikrea/core";
import { EXIT_CODES, type ExitCode } from "./exit-code.ts";
import { exitCodeOf } from "./exit-code-of.ts";

/**
 * What a comparison ends with. Whoever could not be asked does not count: that was clear beforehand. Where something came it is
 * 0 or 6; where nothing did, what the failures say, the doubtful ones first.
 */
export function exitCodeOfComparison({ rows }: Comparison): ExitCode {
  const cells = rows.flatMap((row) => row.cells).filter(({ status }) => status !== "ineligible");
  if (cells.length === 0) return EXIT_CODES.usage;
  if (cells.every(({ status }) => status === "done")) return EXIT_CODES.ok;
  if (cells.some(({ images }) => images.length > 0)) return EXIT_CODES.partial;
  const codes = cells.flatMap(({ failures: [first] }) =>
    first ? exitCodeOf(new UnikreaError(first.code, first.message, { billed: first.billed })) : [],
  );
  const [code = EXIT_CODES.failed] = codes;
  for (const doubtful of [EXIT_CODES.unknown, EXIT_CODES.timeout])
    if (codes.includes(doubtful)) return doubtful;
  return codes.every((other) => other === code) ? code : EXIT_CODES.failed;
}
