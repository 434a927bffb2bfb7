import type { Comparison, ComparisonCell } from "../comparison.ts";
import { modelsOf } from "./models.ts";

/** What one image of a model costs at a provider, and how that is known. */
export interface BillLine {
  readonly provider: string;
  readonly model: string;
  /** `undefined`: not known. */
  readonly perImageUsd?: number | undefined;
  /** In plain words. */
  readonly basis: string;
}

/** The prices that a month is projected from, for each model and provider. */
export function billLines(comparison: Comparison): BillLine[] {
  const { rows, providers } = comparison;
  return modelsOf(comparison).flatMap((model) =>
    providers.map((provider) => {
      const calls = rows.flatMap((row) =>
        row.model === model
          ? row.cells.filter((cell) => cell.provider === provider).map((cell) => ({ cell, n: row.n }))
          : [],
      );
      return { provider, model, ...priceOf(calls) };
    }),
  );
}

/** What was billed counts; only where nothing was, the price table. */
function priceOf(
  calls: readonly { cell: ComparisonCell; n: number }[],
): Pick<BillLine, "perImageUsd" | "basis"> {
  const billed = calls.filter(({ cell }) => cell.images.length > 0 && cell.cost.usd !== undefined);
  if (billed.length > 0) {
    const bases = new Set(billed.map(({ cell }) => cell.cost.basis));
    return {
      perImageUsd: mean(billed.map(({ cell }) => ({ usd: cell.cost.usd ?? 0, n: cell.images.length }))),
      basis: bases.has("emulated") ? "emulated" : bases.has("estimated") ? "price table" : "billed here",
    };
  }
  const estimated = calls.flatMap(({ cell, n }) => {
    const usd = cell.cost.estimatedUsd;
    return usd === undefined ? [] : [{ usd, n }];
  });
  return estimated.length > 0
    ? { perImageUsd: mean(estimated), basis: "price table" }
    : { perImageUsd: undefined, basis: "not known" };
}

const mean = (parts: readonly { usd: number; n: number }[]) =>
  parts.reduce((sum, { usd }) => sum + usd, 0) / parts.reduce((sum, { n }) => sum + n, 0);
