import type { SpendDimension, SpendGroup } from "@unikrea/ledger/costs";
import { stringify } from "csv-stringify/sync";

/** A column for each figure, by the names that `--json` has for them. */
const FIGURES: readonly (readonly [string, (group: SpendGroup) => number | undefined])[] = [
  ["images", ({ images }) => images],
  ["spentUsd", ({ spentUsd }) => spentUsd],
  ["reportedImages", ({ reported }) => reported.images],
  ["reportedUsd", ({ reported }) => reported.usd],
  ["estimatedImages", ({ estimated }) => estimated.images],
  ["estimatedUsd", ({ estimated }) => estimated.usd],
  ["lostImages", ({ lost }) => lost.images],
  ["lostUsd", ({ lost }) => lost.usd],
  ["unpricedImages", ({ unpricedImages }) => unpricedImages],
  ["atRiskImages", ({ atRisk }) => atRisk.images],
  ["atRiskUsd", ({ atRisk }) => atRisk.usd],
  ["unpricedAtRiskImages", ({ unpricedAtRiskImages }) => unpricedAtRiskImages],
  ["deltaImages", ({ delta }) => delta.images],
  ["deltaUsd", ({ delta }) => delta.usd],
];

/**
 * The groups as RFC 4180 has it, one line each under a line of names. What is not known is an empty field. Texts are
 * quoted, and those that a spreadsheet would take for a formula begin with an apostrophe.
 */
export function costsCsv(
  groups: readonly SpendGroup[],
  by: readonly SpendDimension[],
  isEmulated: boolean,
): string {
  const head = [...by, ...FIGURES.map(([name]) => name), "emulated"];
  const rows = groups.map((group) => [
    ...by.map((dimension) => group[dimension]),
    ...FIGURES.map(([, read]) => read(group)),
    // Each line says so, wherever it is copied to.
    String(isEmulated),
  ]);
  const options = { record_delimiter: "windows", quoted_string: true, escape_formulas: true } as const;
  return stringify([head, ...rows], options);
}
