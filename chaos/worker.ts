import { parentPort, workerData } from "node:worker_threads";
import { checkColors } from "./audit/intent.ts";
import { CONTESTANTS, type ContestantName } from "./contestant.ts";
import { playAll, type Result } from "./engine.ts";
import { type Plan, turnsOf } from "./plan.ts";
import { socketStages, virtualStages } from "./stage/stage.ts";

/** What a thread is told. It comes from `main.ts` alone. */
export interface Order {
  readonly plan: Plan;
  readonly contestant: ContestantName;
}

/** What a thread says: how many requests it has played since it last said so, and at last what came of all. */
export type Word = { readonly played: number } | { readonly result: Result };

/** So few that a whole run says it often enough, and so many that it costs nothing. */
const WORD_EVERY = 200;

/** Cells at once over sockets: while one waits for bytes, others use the processor. In virtual time nobody waits. */
const LANES = { socket: 8, virtual: 1 };

const { plan, contestant }: Order = workerData;
// Nobody reads the stacks of a million errors. Whoever plays one scenario again does.
if (plan.engine === "virtual" && plan.scenarios > 1) Error.stackTraceLimit = 0;
await checkColors();
const pool = plan.engine === "socket" ? socketStages() : virtualStages();
const say = (word: Word) => parentPort?.postMessage(word);
let played = 0;
const result = await playAll(pool, turnsOf(plan), CONTESTANTS[contestant], LANES[plan.engine], (requests) => {
  played += requests;
  if (played < WORD_EVERY) return;
  say({ played });
  played = 0;
});
await pool.close();
say({ result });
