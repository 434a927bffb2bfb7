import type { Cell, LedgerFault } from "./cell.ts";
import { cellOf, lost } from "./make.ts";
import type { Mode } from "./mode.ts";

/** The caller, the machine and the ledger. */
export function ownCells(mode: Mode): Cell[] {
  const losing: Cell["faults"] = (place) => [lost(mode, place)];
  const caller = { mode, group: "caller" } as const;
  const aborts = [0, 1, 20, 150, 1000, 3000, 7000].flatMap((abortAfterMs) => {
    const kind = { ...caller, phase: "abort", reach: `after-${abortAfterMs}-ms`, more: { abortAfterMs } };
    return [cellOf(kind, "healthy"), cellOf(kind, "answer-lost", losing)];
  });
  const deadlines = [50, 500, 2000, 5000, 6500, 10_000].flatMap((timeoutMs) => {
    const kind = { ...caller, phase: "deadline", reach: `${timeoutMs}-ms`, more: { timeoutMs } };
    return [cellOf(kind, "healthy"), cellOf(kind, "answer-lost", losing)];
  });
  const stalls = [100, 2000, 6000].map((stallAtMs) =>
    cellOf({ mode, phase: "stall", reach: `at-${stallAtMs}-ms`, more: { stallAtMs } }, "healthy"),
  );
  const skews = [-3_600_000, 3_600_000].map((skewMs) =>
    cellOf(
      { mode, phase: "calendar", reach: `${skewMs / 3_600_000}-h`, more: { skewMs } },
      "answer-lost",
      losing,
    ),
  );
  return [
    cellOf({ mode, phase: "none" }, "healthy"),
    cellOf({ mode, phase: "callbacks", more: { isClumsy: true } }, "healthy"),
    ...aborts,
    ...deadlines,
    ...stalls,
    ...skews,
    ...ledgerCells(mode, losing),
  ];
}

function ledgerCells(mode: Mode, losing: Cell["faults"]): Cell[] {
  return (["throws", "refuses", "is slow"] as const).flatMap((how) =>
    (["create", "update"] as const).flatMap((method) =>
      [0, 1, 2].flatMap((skip) => {
        const ledger: LedgerFault = { method, how, skip, times: how === "is slow" ? 20 : 1 };
        const kind = { mode, phase: "ledger", reach: `call-${skip + 1}`, more: { ledger } };
        const label = `${method}-${how.replace(" ", "-")}`;
        return [cellOf(kind, label), cellOf(kind, `${label}-answer-lost`, losing)];
      }),
    ),
  );
}
