import type { CellEnd } from "./cell.ts";
import type { Comparison, ComparisonCell } from "./comparison.ts";
import { sumUsd } from "./money.ts";

/** The cells whose money counts, and whether it is none. */
export interface Counted {
  readonly emulated: boolean;
  readonly cells: readonly ComparisonCell[];
}

/**
 * Where emulators stood beside real services only what is real counts, since a sum of both would be no sum of anything. Who
 * has not shown to be an emulator is real, except for a service on the same machine as one that has brought nothing at all.
 */
export function countCells(ends: readonly CellEnd[]): Counted {
  // One answer tells: a cell that was never answered belongs to the same service.
  const shown = new Set(ends.flatMap(({ cell, isEmulated }) => (isEmulated ? cell.provider : [])));
  const answered = new Set(ends.flatMap(({ cell }) => (cell.images.length > 0 ? cell.provider : [])));
  const silent = ends.flatMap(({ cell: { provider }, isLocal }) =>
    isLocal && shown.size > 0 && !answered.has(provider) ? provider : [],
  );
  const emulators = new Set([...shown, ...silent]);
  const cells = ends.map(({ cell }) => cell);
  const real = cells.filter(({ provider }) => !emulators.has(provider));
  const emulated = emulators.size > 0 && !real.some(hasMoney);
  return { emulated, cells: emulated ? cells : real };
}

const hasMoney = ({ cost }: ComparisonCell) => cost.usd !== 0 || cost.atRiskUsd !== 0;

/** All money of a comparison. */
export function totalOf(ends: readonly CellEnd[]): Pick<Comparison, "emulated" | "spend"> {
  const { emulated, cells } = countCells(ends);
  const costs = cells.map(({ cost }) => cost);
  return {
    emulated,
    spend: {
      estimatedUsd: sumUsd(costs.map(({ estimatedUsd }) => estimatedUsd)),
      usd: sumUsd(costs.map(({ usd }) => usd)),
      atRiskUsd: sumUsd(costs.map(({ atRiskUsd }) => atRiskUsd)),
    },
  };
}
