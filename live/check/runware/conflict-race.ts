import { type Check, isIt, unsure } from "../../check.ts";
import { usdOf } from "../../price.ts";
import { faultsOf, isConflict, send, task, wordsOf } from "../../service/runware.ts";

export const check: Check = {
  id: "runware.conflict-race",
  provider: "runware",
  question: "Of two equal tasks in the same instant, is one refused as conflictTaskUUID?",
  whyItMatters: "A submission that is still on its way may meet its own repeat.",
  does: "Sends one task twice under one UUID, both at once.",
  reliesOn: "yes",
  maxUsd: usdOf("runware", { text: 2 }),
  async run(context) {
    const order = [task(context.newId())];
    const both = await Promise.all([send(context, order), send(context, order)]);
    const words = both.map(wordsOf).join("; ");
    const taken = both.filter((answer) => answer.status === 200 && faultsOf(answer).length === 0);
    if (taken.length === 0) return unsure(words, both);
    return isIt(taken.length === 1 && both.some(isConflict))(words, both);
  },
};
