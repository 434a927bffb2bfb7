import type { Fault, Operation } from "@unikrea/emulator";
import type { Cell, Place } from "./cell.ts";
import { TELLING, type Variants } from "./exchange.ts";
import { aim, cellOf, cellsOf, LASTS, lost, next, once, unseen } from "./make.ts";
import { type Mode, serviceOf } from "./mode.ts";

const LAG: Variants = { "lag-3-s": { kind: "list-lag", ms: 3000 }, lag: { kind: "list-lag" } };

/** An answer is lost, and looking for it goes wrong, too. */
export function findCells(mode: Mode): Cell[] {
  const service = serviceOf(mode);
  /** A list is about no call of its own. */
  const strike = (fault: Fault, place: Place, operation: Operation) =>
    service === "runware" ? once(mode, fault, operation, place) : next(mode, fault, operation);
  const at = (
    operation: Operation,
    before: (place: Place) => readonly Fault[],
    variants: Variants = TELLING,
  ) => {
    const phase = `find-${operation}`;
    return [
      ...cellsOf({ mode, phase }, variants, (fault, place) => [
        ...before(place),
        strike(fault, place, operation),
      ]),
      ...cellsOf({ mode, phase, reach: "lasting", group: "outage" }, variants, (fault, place) => [
        ...before(place),
        aim(strike(fault, place, operation), { times: LASTS }),
      ]),
    ];
  };
  if (service === "krea")
    return [...at("list", (place) => [lost(mode, place)], { ...TELLING, ...LAG }), neighbour(mode)];
  if (service === "cloudflare") return at("log", (place) => [lost(mode, place)], { ...TELLING, ...LAG });
  const hidden = (place: Place) => aim({ kind: "early-not-found" }, { service, match: place.match });
  return [
    ...at("poll", (place) => [lost(mode, place)]),
    // What no poll shows is looked for in the archive.
    ...at("details", (place) => [lost(mode, place), hidden(place)]),
    // What is not there either is sent again under the same name.
    ...at("submit", (place) => [unseen(mode, place)]),
  ];
}

/** One call's answer cannot be read and its caller gives up; the others are never taken in. Whose is the job in the list? */
/** The caller is told of both, and no picture goes to the wrong one; but neither can be collected. */
const NAMELESS = {
  rules: ["G2"],
  why: "Krea has no names for orders: of two that were lost within minutes nobody can say whose a job is",
};

const neighbour = (mode: Mode): Cell =>
  cellOf(
    {
      mode,
      phase: "find-list",
      group: "beyond",
      more: { abortAfterMs: 800, isLeading: true, beyond: NAMELESS },
    },
    "neighbour-gave-up",
    (place) => [
      once(mode, { kind: "cut-json" }, "submit", place),
      aim({ kind: "drop" }, { service: "krea", operation: "submit", times: 2 }),
    ],
  );
