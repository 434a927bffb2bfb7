import type { Intent } from "./audit/intent.ts";
import type { Cell } from "./cell/cell.ts";
import { orderFor } from "./cell/mode.ts";
import type { CallSettings, Ending, Subject } from "./client/subject.ts";
import type { Stage } from "./stage/stage.ts";

/** How long a caller waits who does not say so, in milliseconds. */
export const USUAL_MS = 300_000;

/** How one call ended, and how long after its deadline. */
export interface Call {
  readonly ending: Ending;
  readonly lateMs: number;
}

export const NEVER_SETTLED: Call = {
  ending: { pictures: [], claims: [], error: { code: "never settled", outcome: "", billed: "", text: "" } },
  lateMs: Number.POSITIVE_INFINITY,
};
/** Longer than any call may last. What has not settled by then never will. */
const HOPELESS_MS = 1_000_000;

/** One call of a cell: what happens to the struck one alone happens here. */
export async function callFor(
  stage: Stage,
  cell: Cell,
  subject: Subject,
  intent: Intent,
  isStruck: boolean,
  delayMs: number,
): Promise<Call> {
  const { time, stall } = stage;
  await new Promise<void>((resolve) => void time.setTimer(resolve, delayMs));
  const { timeoutMs = USUAL_MS, abortAfterMs, stallAtMs, mode } = cell;
  const controller = new AbortController();
  if (isStruck && abortAfterMs !== undefined) time.setTimer(() => controller.abort(), abortAfterMs);
  if (isStruck && stallAtMs !== undefined) time.setTimer(() => stall?.(3000), stallAtMs);
  return makeInTime(stage, subject, intent, { timeoutMs, signal: controller.signal, order: orderFor(mode) });
}

/** One call, which is given up as hopeless only long after its deadline. */
export async function makeInTime(
  { time }: Stage,
  subject: Subject,
  intent: Intent,
  settings: CallSettings,
): Promise<Call> {
  const deadline = time.now() + settings.timeoutMs;
  let cancelTimer = () => {};
  const hopeless = new Promise<undefined>((resolve) => {
    cancelTimer = time.setTimer(() => resolve(undefined), HOPELESS_MS);
  });
  const ending = await Promise.race([subject.make(intent, settings), hopeless]);
  cancelTimer();
  if (!ending) return NEVER_SETTLED;
  const ends = [ending, ...(ending.others ?? [])].map(({ settledAt = time.now() }) => settledAt);
  return { ending, lateMs: Math.max(...ends) - deadline };
}
