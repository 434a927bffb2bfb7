import { type Check, isIt, unsure } from "../../check.ts";
import { usdOf } from "../../price.ts";
import { gist } from "../../runner/read.ts";
import { faultsOf, send, task, wordsOf } from "../../service/runware.ts";

export const check: Check = {
  id: "runware.three-to-four",
  provider: "runware",
  question: "Does Runware take 896×1184, which is 3:4?",
  whyItMatters: "Its table has eight pairs without it. We refuse 3:4 here, which costs a failover.",
  does: "Orders an image of that size.",
  reliesOn: "neither",
  maxUsd: usdOf("runware", { text: 1 }),
  async run(context) {
    const answer = await send(context, [task(context.newId(), { width: 896, height: 1184 })]);
    const isTaken = answer.status === 200 && faultsOf(answer).length === 0;
    const words = `${wordsOf(answer)}${isTaken ? "" : ` ${gist(answer.body)}`}`;
    if (!isTaken && answer.status !== 200 && answer.status !== 400) return unsure(words, [answer]);
    return isIt(isTaken)(words, [answer]);
  },
};
