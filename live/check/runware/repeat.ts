import { type Finding, isIt, no, unsure } from "../../check.ts";
import type { LiveContext } from "../../runner/context.ts";
import { isConflict, mustBeTaken, send, task, wordsOf } from "../../service/runware.ts";

/** Sends one task twice, so much later, and sees whether the second is refused because its UUID is taken. */
export async function repeated(
  context: LiveContext,
  deliveryMethod: "async" | "sync",
  afterMs = 0,
): Promise<Finding> {
  const order = [task(context.newId(), { deliveryMethod })];
  const first = await send(context, order);
  mustBeTaken(first);
  await context.sleep(afterMs);
  const second = await send(context, order);
  const words = `the repeat: ${wordsOf(second)}`;
  if (isConflict(second) || second.status === 200) return isIt(isConflict(second))(words, [first, second]);
  return (second.status < 500 && second.status !== 429 ? no : unsure)(words, [second]);
}
