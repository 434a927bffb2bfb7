import { parentPort, workerData } from "node:worker_threads";
import { checkColors } from "./audit/intent.ts";
import { CONTESTANTS, type ContestantName } from "./contestant.ts";
import { playAll } from "./engine.ts";
import { type Plan, turnsOf } from "./plan.ts";
import { socketStages, virtualStages } from "./stage/stage.ts";

/** What a thread is told. It comes from `main.ts` alone. */
export interface Order {
  readonly plan: Plan;
  readonly contestant: ContestantName;
}

/** Cells at once over sockets: while one waits for bytes, others use the processor. In virtual time nobody waits. */
const LANES = { socket: 8, virtual: 1 };

const { plan, contestant }: Order = workerData;
// Nobody reads the stacks of a million errors. Whoever plays one scenario again does.
if (plan.engine === "virtual" && plan.scenarios > 1) Error.stackTraceLimit = 0;
await checkColors();
const pool = plan.engine === "socket" ? socketStages() : virtualStages();
const result = await playAll(pool, turnsOf(plan), CONTESTANTS[contestant], LANES[plan.engine]);
await pool.close();
parentPort?.postMessage(result);
