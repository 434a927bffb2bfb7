import { makeInTime, USUAL_MS } from "../call.ts";
import type { Cell } from "../cell/cell.ts";
import { orderFor, serviceOf } from "../cell/mode.ts";
import type { Subject } from "../client/subject.ts";
import { chanceOf } from "../random.ts";
import type { Stage } from "../stage/stage.ts";
import { readCharges } from "./charge.ts";
import { intentOf } from "./intent.ts";
import type { Breach } from "./invariant.ts";

/** Longer than any pause that a service may ask for, or a breaker stays open. */
const HEALING_MS = 3_700_000;
/** By then everything that was begun has ended, and is on the bill. */
export const AFTERMATH_MS = 400_000;
/** The number of the call that is made when all is well again. */
const HEALED = 999;

/** What was ill and is well again is used again. */
export async function judgeHealing(stage: Stage, cell: Cell, subject: Subject): Promise<Breach[]> {
  await stage.pass(HEALING_MS);
  const intent = intentOf(HEALED, chanceOf(HEALED));
  const order = orderFor(cell.mode);
  const { ending } = await stage.drive(makeInTime(stage, subject, intent, { timeoutMs: USUAL_MS, order }));
  await stage.pass(AFTERMATH_MS);
  const [charge, ...others] = readCharges(stage.emulator).filter((one) => one.intent === intent.id);
  const isServed =
    ending.pictures.length === 1 && charge?.service === serviceOf(cell.mode) && others.length === 0;
  const why = ending.error?.text.slice(0, 200) ?? `made by ${charge?.service}`;
  return isServed
    ? []
    : [{ rule: "I12", text: `an hour after all was well again it is still avoided: ${why}` }];
}
