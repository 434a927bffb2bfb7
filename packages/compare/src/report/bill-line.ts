import type { Comparison, ComparisonCell } from "../comparison.ts";
import { imagePrice, meanPrice } from "./image-price.ts";
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
  const billed = calls.flatMap(({ cell, n }) => {
    const price = imagePrice(cell, n);
    return price ? [{ ...price, n }] : [];
  });
  if (billed.length > 0) {
    const bases = new Set(billed.map(({ basis }) => basis));
    const basis = bases.has("emulated") ? "emulated" : bases.has("estimated") ? "price table" : "billed here";
    return { perImageUsd: meanPrice(billed), basis };
  }
  const estimated = calls.flatMap(({ cell, n }) => {
    const usd = cell.cost.estimatedUsd;
    return usd === undefined ? [] : [{ usd: usd / n, n }];
  });
  return { perImageUsd: meanPrice(estimated), basis: estimated.length > 0 ? "price table" : "not known" };
}
