import type { Fault } from "@unikrea/emulator";
import type { Cell, Place } from "./cell.ts";
import { aim, cellOf, lost, unseen } from "./make.ts";
import { type Mode, serviceOf } from "./mode.ts";

const TWICE = { rules: ["I1", "I2"], why: "the service carries one order out twice" };
const FORGOTTEN = {
  rules: ["I1", "I2", "I4", "I13"],
  why: "rests on Runware refusing a taskUUID that it has seen, which nobody has measured live",
};
const STRANGER = { rules: ["G2"], why: "somebody else orders with the same key at the same moment" };
const MISTAKEN = {
  rules: ["G2", "I2", "I3"],
  why: "somebody else orders with the same key just as an order of ours is lost unseen: theirs is taken for ours, and called inferred",
};
const NO_PICTURE = {
  rules: ["G2"],
  why: "the service takes money for a run that it failed: there is no picture",
};

/** Services that break their word. */
export function beyondCells(mode: Mode): Cell[] {
  const service = serviceOf(mode);
  const cell = (
    phase: string,
    beyond: NonNullable<Cell["beyond"]>,
    faults: (place: Place) => readonly Fault[],
  ) => {
    const [fault] = faults({ origin: "", match: "" }).slice(-1);
    return cellOf({ mode, phase, group: "beyond", more: { beyond } }, fault?.kind ?? "", faults);
  };
  const fate = (fault: Fault, { match }: Place) => aim(fault, { service, match });
  const cells = [cell("work", TWICE, (place) => [fate({ kind: "executed-twice" }, place)])];
  if (service === "cloudflare")
    cells.push(cell("work", NO_PICTURE, (place) => [fate({ kind: "upstream-error", failures: 5 }, place)]));
  if (service === "krea")
    cells.push(
      cell("find-list", STRANGER, (place) => [lost(mode, place), fate({ kind: "foreign-jobs" }, place)]),
      cell("none", STRANGER, (place) => [fate({ kind: "foreign-jobs" }, place)]),
      cell("find-list-unseen", MISTAKEN, (place) => [
        unseen(mode, place),
        aim({ kind: "foreign-jobs" }, { service }),
      ]),
    );
  if (service === "runware")
    cells.push(
      cell("find-submit", FORGOTTEN, (place) => [
        lost(mode, place),
        // Nothing else shows it, so it is sent again.
        aim({ kind: "early-not-found" }, { service, match: place.match }),
        aim({ kind: "duplicate-id-forgotten" }, { service, match: place.match, skip: 1 }),
      ]),
    );
  return cells;
}
