import { type Check, isIt, Unfinished, unsure } from "../../check.ts";
import { usdOf } from "../../price.ts";
import { faultsOf, isConflict, send, task, wordsOf } from "../../service/runware.ts";

export const check: Check = {
  id: "runware.refused-keeps-uuid",
  provider: "runware",
  question: "Does a task that was refused burn its UUID?",
  whyItMatters: "If it does, a conflict is no proof that the first try came through.",
  does: "Sends a task of a size that is not drawn, and the same task mended.",
  reliesOn: "no",
  maxUsd: usdOf("runware", { text: 2 }),
  async run(context) {
    const taskUUID = context.newId();
    const refused = await send(context, [task(taskUUID, { width: 1000, height: 1000 })]);
    if (faultsOf(refused).length === 0) throw new Unfinished("1000×1000 was not refused");
    const repaired = await send(context, [task(taskUUID)]);
    const words = `refused: ${wordsOf(refused)}; mended: ${wordsOf(repaired)}`;
    const isTaken = repaired.status === 200 && faultsOf(repaired).length === 0;
    if (!isTaken && !isConflict(repaired)) return unsure(words, [refused, repaired]);
    return isIt(isConflict(repaired))(words, [refused, repaired]);
  },
};
