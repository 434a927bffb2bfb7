import { type Check, isIt } from "../../check.ts";
import { listAt } from "../../runner/read.ts";
import { faultsOf, poll, wordsOf } from "../../service/runware.ts";

export const check: Check = {
  id: "runware.unknown-task",
  provider: "runware",
  question: "Is getResponse for a UUID that was never used answered with an empty list?",
  whyItMatters: "If it is an error, a lost submission is known to be lost without sending it again.",
  does: "Asks for a task that does not exist.",
  reliesOn: "neither",
  maxUsd: 0,
  async run(context) {
    const answer = await poll(context, context.newId());
    const isEmpty =
      answer.status === 200 && faultsOf(answer).length === 0 && listAt(answer.body, "data").length === 0;
    return isIt(isEmpty)(isEmpty ? "200, empty" : wordsOf(answer), [answer]);
  },
};
