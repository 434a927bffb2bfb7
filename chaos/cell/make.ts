import type { Fault, FaultTarget, Operation } from "@unikrea/emulator";
import type { Cell, Group, Place } from "./cell.ts";
import type { Variants } from "./exchange.ts";
import { type Mode, serviceOf } from "./mode.ts";

/** Strikes of a fault that lasts: enough to outlast every retry, few enough to be over before the end. */
export const LASTS = 12;

export const aim = (fault: Fault, target: FaultTarget): Fault => ({ ...fault, ...target });

/** Strikes the exchange of one call. */
export const once = (mode: Mode, fault: Fault, operation: Operation, { match }: Place): Fault =>
  aim(fault, { service: serviceOf(mode), operation, match });

/** Strikes whoever comes next: a list of jobs is about no call of its own. */
export const next = (mode: Mode, fault: Fault, operation: Operation, times = 1): Fault =>
  aim(fault, { service: serviceOf(mode), operation, times });

/** The answer to an order is lost after the work was done, or before it was begun. */
export const lost = (mode: Mode, place: Place) =>
  once(mode, { kind: "drop", afterWork: true, close: "rst" }, "submit", place);
export const unseen = (mode: Mode, place: Place) => once(mode, { kind: "drop" }, "submit", place);

type Placing = (fault: Fault, place: Place) => readonly Fault[];

interface Kind {
  readonly mode: Mode;
  readonly phase: string;
  readonly reach?: string;
  readonly group?: Group;
  readonly more?: Partial<Cell>;
}

/** A cell for each variant. */
export function cellsOf(kind: Kind, variants: Variants, faults: Placing): Cell[] {
  return Object.entries(variants).map(([label, fault]) =>
    cellOf(kind, label, (place) => faults(fault, place)),
  );
}

export function cellOf(
  { mode, phase, reach = "once", group = "fault", more = {} }: Kind,
  label: string,
  faults: Cell["faults"] = () => [],
): Cell {
  const rare = label === HEAVY && reach === "lasting" ? { oneIn: 4 } : {};
  return { ...rare, ...more, name: `${mode}/${phase}/${label}/${reach}`, mode, group, faults };
}

/** Hundreds of megabytes a cell when it lasts, to say much the same again: an eighth of the time of a run. */
const HEAVY = "huge-body";
