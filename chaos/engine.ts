import { inspect } from "node:util";
import type { Breach } from "./audit/invariant.ts";
import { addTally, emptyTallies, type Tally } from "./audit/tally.ts";
import { type Cell, GROUPS, type Group } from "./cell/cell.ts";
import { type Contestant, runCell } from "./run-cell.ts";
import type { StagePool } from "./stage/stage.ts";

/** One cell, played with one seed. */
export interface Turn {
  readonly cell: Cell;
  readonly seed: number;
}

/** A breach, and what plays it again. */
export interface Finding extends Breach {
  readonly cell: string;
  readonly seed: number;
}

export interface Result {
  readonly tallies: Readonly<Record<Group, Tally>>;
  readonly findings: readonly Finding[];
  /** Cells whose fault never struck, though it was to strike once. */
  readonly idle: readonly string[];
}

/** Plays all turns with one client, some at once, and says after each how many requests were in it. */
export async function playAll(
  pool: StagePool,
  turns: Iterator<Turn>,
  contestant: Contestant,
  lanes: number,
  onPlayed: (requests: number) => void = () => {},
): Promise<Result> {
  const tallies = emptyTallies();
  const findings: Finding[] = [];
  const idle: string[] = [];
  const running = new Set<Turn>();
  const onRejection = (reason: unknown) => {
    tallies.fault.unhandledRejections += 1;
    const [turn] = running;
    const names = [...running].map(({ cell }) => cell.name).join(", ");
    const text = `nobody caught a rejection, in one of ${names}: ${inspect(reason).slice(0, 300)}`;
    if (turn) findings.push({ rule: "I6", text, cell: turn.cell.name, seed: turn.seed });
  };
  process.on("unhandledRejection", onRejection);
  const work = async () => {
    for (let next = turns.next(); !next.done; next = turns.next()) {
      const turn = next.value;
      const { cell, seed } = turn;
      const place = { cell: cell.name, seed };
      running.add(turn);
      try {
        const report = await pool.on(seed, (stage) => runCell(stage, cell, seed, contestant));
        addTally(tallies[cell.group], report.tally);
        onPlayed(report.tally.requests);
        findings.push(...report.breaches.map((breach) => ({ ...breach, ...place })));
        if (report.unstruck > 0 && cell.name.endsWith("/once")) idle.push(cell.name);
      } catch (error) {
        findings.push({ rule: "harness", text: inspect(error), ...place });
      }
      running.delete(turn);
    }
  };
  await Promise.all(Array.from({ length: lanes }, work));
  // Rejections are told of after the turn in which they happen.
  await new Promise((resolve) => setImmediate(resolve));
  process.off("unhandledRejection", onRejection);
  return { tallies, findings, idle };
}

/** What several threads have found together. */
export function mergeResults(results: readonly Result[]): Result {
  const tallies = emptyTallies();
  for (const result of results) for (const group of GROUPS) addTally(tallies[group], result.tallies[group]);
  return {
    tallies,
    findings: results.flatMap(({ findings }) => findings),
    idle: results.flatMap(({ idle }) => idle),
  };
}
