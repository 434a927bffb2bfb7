import type { Fault } from "@unikrea/emulator";
import { FOR_FOUR } from "./about-budget.ts";
import type { Cell, Group, Place } from "./cell.ts";
import { aim, cellOf, lost, next } from "./make.ts";
import { type Mode, serviceOf } from "./mode.ts";

/** As often as a lost run is looked for before it is sent again. */
const LOOKS = 4;

/**
 * A run is lost, its log says nothing, and it is sent again, as the caller allowed: it is replayed, or run and billed twice.
 * Nothing is excused: every bill has to be told of, and to be within the budget.
 */
export function trustCells(mode: Mode): Cell[] {
  if (serviceOf(mode) !== "cloudflare") return [];
  const unlogged = next(mode, { kind: "list-lag" }, "log", LOOKS);
  const missed = ({ match }: Place): Fault =>
    aim({ kind: "cache-miss" }, { service: "cloudflare", match, skip: 1 });
  const cellsFor = (phase: string, group: Group, own: Partial<Cell> = {}): Cell[] => {
    const kind = { mode, phase, group, more: { ...own, isTrusting: true } };
    return [
      cellOf(kind, "hit", (place) => [lost(mode, place), unlogged]),
      cellOf(kind, "miss", (place) => [lost(mode, place), unlogged, missed(place)]),
      cellOf(kind, "miss-and-lost", (place) => [
        aim(lost(mode, place), { times: 2 }),
        unlogged,
        missed(place),
      ]),
    ];
  };
  return [...cellsFor("find-cache", "outage"), ...cellsFor("budget-and-find-cache", "budget", FOR_FOUR)];
}
