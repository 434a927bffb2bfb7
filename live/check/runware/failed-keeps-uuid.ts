import { type Check, isIt, unsure } from "../../check.ts";
import { usdOf } from "../../price.ts";
import { faultsOf, isConflict, send, wordsOf } from "../../service/runware.ts";
import { failedTask } from "./failed-task.ts";

export const check: Check = {
  id: "runware.failed-keeps-uuid",
  provider: "runware",
  question: "Does a task that failed keep its UUID?",
  whyItMatters: "If it frees it, the repeat of a lost and failed task runs a second time.",
  does: "Orders an image after a picture that is nowhere, and sends the failed task once more.",
  reliesOn: "neither",
  maxUsd: usdOf("runware", { references: 2 }),
  async run(context) {
    const { order, ended, words } = await failedTask(context);
    const again = await send(context, [order]);
    const isTaken = again.status === 200 && faultsOf(again).length === 0;
    const said = `failed: ${words}; again: ${wordsOf(again)}`;
    if (!isTaken && !isConflict(again)) return unsure(said, [ended, again]);
    return isIt(isConflict(again))(said, [ended, again]);
  },
};
