import { Unfinished } from "../../check.ts";
import { FAILING_PROMPT } from "../../prompt.ts";
import type { LiveContext } from "../../runner/context.ts";
import { awaitEnd, faultsOf, imageIn, mustBeTaken, send, task, wordsOf } from "../../service/runware.ts";

/** A reserved name that never resolves: whoever fetches it fails. */
const NOWHERE = "https://reference.invalid/none.png";

/** A task that is taken and then fails, since its reference cannot be fetched. @throws {Unfinished} */
export async function failedTask(context: LiveContext) {
  const taskUUID = context.newId();
  const inputs = { referenceImages: [{ image: NOWHERE, strength: 0.5 }] };
  const order = task(taskUUID, { positivePrompt: FAILING_PROMPT, inputs });
  const sent = await send(context, [order]);
  if (faultsOf(sent).length > 0)
    throw new Unfinished(`the task was refused at once, so none failed: ${wordsOf(sent)}`);
  mustBeTaken(sent);
  const ended = await awaitEnd(context, taskUUID);
  if (imageIn(ended) !== undefined)
    throw new Unfinished("the task did not fail, although its reference is nowhere");
  return { order, ended, words: wordsOf(ended) };
}
