import { CELLS, cellNamed } from "./cell/catalog.ts";
import type { Cell } from "./cell/cell.ts";
import type { Turn } from "./engine.ts";
import { hashText } from "./random.ts";
import { SCENARIO_PICTURES, scenarioOf } from "./virtual/script.ts";

/** A piece of work as it goes to a thread: names and seeds, from which everything else follows. */
export type Plan =
  | { readonly engine: "socket"; readonly turns: readonly (readonly [cell: string, seed: number])[] }
  | { readonly engine: "virtual"; readonly from: number; readonly step: number; readonly scenarios: number };

const VIRTUAL = "virtual/";

/** @throws when there is no cell of that name */
export function planOne(name: string, seed: number): Plan {
  if (name.startsWith(VIRTUAL))
    return { engine: "virtual", from: Number(name.slice(VIRTUAL.length)), step: 1, scenarios: 1 };
  return { engine: "socket", turns: [[cellNamed(name).name, seed]] };
}

/** What a run over sockets is made of. */
export interface SocketRun {
  readonly seed: number;
  readonly rounds: number;
  readonly threads: number;
  /** All cells. Otherwise those of which one in so many is played are drawn by the seed. */
  readonly isWhole: boolean;
  /** Also what only a client tries that trusts its services. @default false */
  readonly isTrusting?: boolean;
}

/** Every cell, each round with other seeds, dealt out to so many threads. */
export function planSockets({ seed, rounds, threads, isWhole, isTrusting = false }: SocketRun): Plan[] {
  const turns = Array.from({ length: rounds }, (_, round) =>
    CELLS.filter((cell) => isTrusting || !cell.isTrusting).flatMap(({ name, oneIn = 1 }) => {
      const own = hashText(`${seed} ${round} ${name}`);
      return isWhole || own % oneIn === 0 ? [[name, own] as const] : [];
    }),
  ).flat();
  return Array.from({ length: threads }, (_, thread) => ({
    engine: "socket",
    turns: turns.filter((_, at) => at % threads === thread),
  }));
}

/** What the naive loop does in the long run is known after so many requests. */
export const NAIVE_MOST = 100_000;

/** As many scenarios as make so many requests. The n-th has the seed n later. */
export function planVirtual(seed: number, requests: number, threads: number): Plan[] {
  const scenarios = Math.ceil(requests / SCENARIO_PICTURES);
  return Array.from({ length: threads }, (_, thread) => ({
    engine: "virtual",
    from: seed + thread,
    step: threads,
    scenarios: Math.floor((scenarios - thread + threads - 1) / threads),
  }));
}

/** What is played, one after the other: a million scenarios are never in memory at once. */
export function* turnsOf(plan: Plan): Generator<Turn> {
  if (plan.engine === "virtual") {
    for (let at = 0; at < plan.scenarios; at++) {
      const seed = plan.from + at * plan.step;
      yield { cell: scenarioOf(seed), seed };
    }
    return;
  }
  const cells = new Map<string, Cell>(CELLS.map((cell) => [cell.name, cell]));
  for (const [name, seed] of plan.turns) {
    const cell = cells.get(name);
    if (cell) yield { cell, seed };
  }
}
