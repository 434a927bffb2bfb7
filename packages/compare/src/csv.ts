import { stringify } from "csv-stringify/sync";
import type { Comparison, ComparisonCell, ComparisonRow } from "./comparison.ts";

type Field = string | number | undefined;

/**
 * A comparison as CSV by RFC 4180: a head, then one record for each cell, whether or not it was asked. What is not known is
 * empty, never 0. Durations are in milliseconds, money in dollars. Text that a spreadsheet would take for a formula gets a
 * quote before it.
 */
export function toCsv({ emulated, providers, rows }: Comparison): string {
  const records = rows.flatMap((row) =>
    row.cells.map((cell) => ({
      ...describeRow(row),
      ...describeCell(cell),
      emulated: String(emulated || cell.cost.basis === "emulated"),
      ...Object.fromEntries(providers.map((other) => [`distanceTo.${other}`, distanceTo(other, cell, row)])),
    })),
  );
  // Numbers keep their sign: only text can be a formula.
  return stringify(records, { header: true, record_delimiter: "\r\n", escape_formulas: true });
}

const describeRow = ({ id, prompt, model, aspectRatio, seed, n }: ComparisonRow): Record<string, Field> => ({
  ...{ row: id, prompt, model, aspectRatio, seed, n },
});

function describeCell(cell: ComparisonCell): Record<string, Field> {
  const { provider, status, reason, images, cost, timing, polls, settings, warnings, failures } = cell;
  const [first] = images;
  const changed = settings.filter(({ status }) => status === "approximated" || status === "unsupported");
  return {
    ...{ provider, status, reason, images: images.length },
    ...{ mediaType: first?.mediaType, width: first?.width, height: first?.height },
    ...{ estimatedUsd: cost.estimatedUsd, usd: cost.usd, deltaUsd: cost.deltaUsd, atRiskUsd: cost.atRiskUsd },
    basis: cost.basis,
    ...{ queuedMs: timing.queuedMs, runningMs: timing.runningMs, downloadMs: timing.downloadMs },
    ...{ totalMs: timing.totalMs, polls },
    changedSettings: lines(changed.map(({ path, status }) => `${path}: ${status}`)),
    warnings: lines(warnings.map(({ path, message }) => (path ? `${path}: ${message}` : message))),
    failures: lines(failures.map(({ code, billed, message }) => `${code} (billed: ${billed}): ${message}`)),
  };
}

const lines = (texts: readonly string[]) => texts.join("\n");

function distanceTo(other: string, { provider }: ComparisonCell, { distances }: ComparisonRow): Field {
  const pair = distances.find(({ between }) => between.includes(provider) && between.includes(other));
  return provider === other ? undefined : pair?.distance;
}
