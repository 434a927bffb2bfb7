import type { Operation } from "@unikrea/emulator";
import type { Cell } from "./cell.ts";
import { LASTING, TELLING } from "./exchange.ts";
import { FATES, FILES, REPORTS } from "./fate.ts";
import { aim, cellsOf, LASTS, next, once } from "./make.ts";
import { isSync, type Mode, serviceOf } from "./mode.ts";

/** A job that hangs is given up after this long, where it can be stopped. */
const STUCK = { stuckAfterMs: 60_000 };

/** What becomes of an order that was accepted: the work, the questions about it, its end and its file. */
export function followUpCells(mode: Mode): Cell[] {
  const service = serviceOf(mode);
  const lasting = { reach: "lasting", group: "outage" } as const;
  const at = (phase: Operation, variants = TELLING, long = TELLING) => [
    ...cellsOf({ mode, phase }, variants, (fault, place) => [once(mode, fault, phase, place)]),
    ...cellsOf({ mode, phase, ...lasting }, long, (fault) => [next(mode, fault, phase, LASTS)]),
  ];
  const told = service !== "cloudflare" && !isSync(mode) ? REPORTS : {};
  const polls = [
    ...cellsOf({ mode, phase: "report" }, told, (fault, { match }) => [aim(fault, { service, match })]),
    ...cellsOf({ mode, phase: "report", ...lasting }, told, (fault) => [
      aim(fault, { service, times: LASTS }),
    ]),
    ...(isSync(mode) ? [] : at("poll")),
  ];
  const cancels = cellsOf({ mode, phase: "cancel", more: STUCK }, TELLING, (fault, place) => [
    aim({ kind: "stuck" }, { service, match: place.match }),
    once(mode, fault, "cancel", place),
  ]);
  return [
    ...cellsOf({ mode, phase: "work" }, FATES[service], (fault, { match }) => [
      aim(fault, { service, match }),
    ]),
    ...cellsOf({ mode, phase: "work", more: STUCK }, { stuck: { kind: "stuck" } }, (fault, { match }) => [
      aim(fault, { service, match }),
    ]),
    ...polls,
    ...(mode === "krea" ? cancels : []),
    ...at("download", { ...TELLING, ...FILES }, { ...LASTING, ...FILES }),
  ];
}
