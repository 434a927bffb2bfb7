import type { Comparison } from "./comparison.ts";
import { summarize } from "./report/summary.ts";
import { verdict } from "./report/verdict.ts";

/** Who was cheapest and who was fastest, in the sentence that heads the report. */
export const describeVerdict = (comparison: Comparison): string => verdict(summarize(comparison)).headline;
