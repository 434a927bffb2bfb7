/**
 * What was spent, from the records of a ledger: by day, month, provider, model and tag.
 *
 * ```ts
 * const { real } = await readSpend(eachRecord(ledger), { by: ["day", "provider"], since: "2026-11-01" });
 * ```
 *
 * @module
 */

export { SPEND_DIMENSIONS, type SpendDimension, type SpendQuery } from "./costs/query.ts";
export { eachRecord, readSpend } from "./costs/read.ts";
export { type SpendRow, spendRows } from "./costs/row.ts";
export type { SpendAmount, SpendSum } from "./costs/sum.ts";
export { type SpendGroup, type SpendReport, type SpendSummary, summarizeSpend } from "./costs/summary.ts";
