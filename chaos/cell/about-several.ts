import type { Fault, Operation } from "@unikrea/emulator";
import type { Cell } from "./cell.ts";
import { LASTING, STATUS, TELLING, type Variants } from "./exchange.ts";
import { FATES, FILES, PARTS } from "./fate.ts";
import { aim, cellOf, cellsOf, LASTS, lost, next, once } from "./make.ts";
import { isSync, type Mode, serviceOf } from "./mode.ts";

/** Calls for three pictures: three orders, or one order of three where nobody says the seeds and the service can. */
const THREE = { calls: 2, images: 3, oneIn: 12 };

/** Several pictures in one call, of which some go wrong. */
export function severalCells(mode: Mode): Cell[] {
  const service = serviceOf(mode);
  return [
    ...cellsFor(mode, "3", THREE, FATES[service]),
    ...(service === "runware"
      ? cellsFor(mode, "3-in-one", { ...THREE, isUnseeded: true }, { ...FATES.runware, ...PARTS })
      : []),
  ];
}

function cellsFor(mode: Mode, name: string, more: Partial<Cell>, fates: Variants): Cell[] {
  const service = serviceOf(mode);
  const group = "several";
  const kind = (phase: string, reach = "once") =>
    ({ mode, phase: `${name}-${phase}`, reach, group, more }) as const;
  /** Strikes one exchange of a call, or two of those that it has at once. */
  const at = (phase: Operation, variants: Variants = TELLING) => [
    ...cellsOf(kind(phase), variants, (fault, place) => [once(mode, fault, phase, place)]),
    ...cellsOf(kind(phase, "twice"), variants, (fault, place) => [
      aim(once(mode, fault, phase, place), { times: 2 }),
    ]),
  ];
  const fate =
    (times: number) =>
    (fault: Fault, { match }: { match: string }) => [aim(fault, { service, match, times })];
  const losing: Cell["faults"] = (place) => [lost(mode, place)];
  const left = [20, 1000, 3000, 7000].flatMap((abortAfterMs) => {
    const own = { ...kind("abort", `after-${abortAfterMs}-ms`), more: { ...more, abortAfterMs } };
    return [cellOf(own, "healthy"), cellOf(own, "answer-lost", losing)];
  });
  const late = [500, 5000, 6500].flatMap((timeoutMs) => {
    const own = { ...kind("deadline", `${timeoutMs}-ms`), more: { ...more, timeoutMs } };
    return [cellOf(own, "healthy"), cellOf(own, "answer-lost", losing)];
  });
  const slow = { ...kind("work"), more: { ...more, stuckAfterMs: 60_000 } };
  return [
    cellOf(kind("none"), "healthy"),
    ...at("submit", { ...TELLING, ...STATUS_AFTER_WORK }),
    ...cellsOf(kind("submit", "lasting"), LASTING, (fault) => [next(mode, fault, "submit", LASTS)]),
    ...cellsOf(kind("work"), fates, fate(1)),
    ...cellsOf(kind("work", "twice"), fates, fate(2)),
    cellOf(slow, "stuck", ({ match }) => [aim({ kind: "stuck" }, { service, match })]),
    ...(isSync(mode) ? [] : at("poll")),
    ...at("download", { ...TELLING, ...FILES }),
    ...cellsOf(kind("find"), TELLING, (fault, place) => [
      lost(mode, place),
      // A list or a log is about no call of its own.
      service === "runware" ? once(mode, fault, "poll", place) : next(mode, fault, LOOK[service]),
    ]),
    ...left,
    ...late,
  ];
}

const STATUS_AFTER_WORK: Variants = Object.fromEntries(
  Object.entries(STATUS).filter(([label]) => /^50\d-after-work$/.test(label)),
);

/** What is asked when an answer was lost. */
const LOOK = { krea: "list", cloudflare: "log", runware: "poll" } as const;
