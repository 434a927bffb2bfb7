import type { Comparison } from "../comparison.ts";

/** The models of a comparison, in the order in which they appear. */
export const modelsOf = ({ rows }: Comparison): string[] => [...new Set(rows.map(({ model }) => model))];
