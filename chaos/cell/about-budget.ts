import type { Cell } from "./cell.ts";
import { LASTING, TELLING } from "./exchange.ts";
import { FATES } from "./fate.ts";
import { aim, cellOf, cellsOf, LASTS, lost, next, once } from "./make.ts";
import { type Mode, serviceOf } from "./mode.ts";

/** Eight callers for four pictures of $0.03, and a cent. */
export const FOR_FOUR = { calls: 8, budgetUsd: 0.13, isLeading: true, oneIn: 12 };
/** Six callers for three pictures each, and money for seven pictures. */
const FOR_SEVEN = { calls: 6, images: 3, budgetUsd: 0.22, isLeading: true, oneIn: 12 };

/** A budget that all callers share, all at the same moment. */
export function budgetCells(mode: Mode): Cell[] {
  const service = serviceOf(mode);
  const group = "budget";
  const cellsFor = (phase: string, more: Partial<Cell>) => {
    const kind = { mode, phase, group, more } as const;
    const left = [20, 3000].map((abortAfterMs) =>
      cellOf(
        { ...kind, reach: `after-${abortAfterMs}-ms`, more: { ...more, abortAfterMs } },
        "abort-answer-lost",
        (place) => [lost(mode, place)],
      ),
    );
    return [
      cellOf(kind, "healthy"),
      ...cellsOf(kind, TELLING, (fault, place) => [once(mode, fault, "submit", place)]),
      ...cellsOf({ ...kind, reach: "lasting" }, LASTING, (fault) => [next(mode, fault, "submit", LASTS)]),
      ...cellsOf({ ...kind, reach: "of-work" }, FATES[service], (fault, { match }) => [
        aim(fault, { service, match }),
      ]),
      ...left,
    ];
  };
  return [...cellsFor("budget", FOR_FOUR), ...cellsFor("budget-of-3", FOR_SEVEN)];
}
