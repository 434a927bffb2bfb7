export { compare } from "./compare.ts";
export type {
  ComparedCost,
  ComparedFailure,
  ComparedImage,
  ComparedTiming,
  Comparison,
  ComparisonCell,
  ComparisonRow,
  ComparisonSpend,
  PerceptualDistance,
} from "./comparison.ts";
export { toCsv } from "./csv.ts";
export { describeVerdict } from "./describe-verdict.ts";
export type { CompareInput, CompareMatrix } from "./input.ts";
export { type ComparisonJson, toJson } from "./json.ts";
export type { CompareOptions } from "./options.ts";
export type { CellProgress } from "./progress.ts";
export { parsePrompts } from "./prompts.ts";
export type { Comparer } from "./row.ts";
