import { type Check, isIt } from "../../check.ts";
import { usdOf } from "../../price.ts";
import { at, gist } from "../../runner/read.ts";
import { details, faultsOf, imageIn, poll, send, task, wordsOf } from "../../service/runware.ts";

/** Long enough for turbo to be done, had it run. */
const PATIENCE_MS = 30_000;

export const check: Check = {
  id: "runware.dry-run",
  provider: "runware",
  question: "Does X-Runware-Dry-Run: 1 answer without drawing anything?",
  whyItMatters: "It would check requests and prices for nothing. Its answer is not documented.",
  does: "Sends a task with that header, and looks for its image afterwards.",
  reliesOn: "neither",
  maxUsd: usdOf("runware", { text: 1 }),
  async run(context) {
    const taskUUID = context.newId();
    const answer = await send(context, [task(taskUUID)], { "X-Runware-Dry-Run": "1" });
    if (faultsOf(answer).length > 0) return isIt(false)(wordsOf(answer), [answer]);
    await context.sleep(PATIENCE_MS);
    const [later, told] = [await poll(context, taskUUID), await details(context, taskUUID)];
    const isDrawn =
      imageIn(answer) !== undefined ||
      imageIn(later) !== undefined ||
      at(told.body, "data", 0, "response") !== undefined;
    return isIt(!isDrawn)(`${isDrawn ? "it was drawn" : "nothing was drawn"}: ${gist(answer.body)}`, [
      answer,
    ]);
  },
};
