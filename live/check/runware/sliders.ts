import { type Check, isIt, unsure } from "../../check.ts";
import { usdOf } from "../../price.ts";
import { gist } from "../../runner/read.ts";
import { faultsOf, send, task, wordsOf } from "../../service/runware.ts";

export const check: Check = {
  id: "runware.sliders",
  provider: "runware",
  question: "Does Runware take the slider settings.intensity?",
  whyItMatters: "No page of Runware's names sliders, so requests with them are refused here.",
  does: "Orders an image with that setting.",
  reliesOn: "neither",
  maxUsd: usdOf("runware", { text: 1 }),
  async run(context) {
    const settings = { creativity: "raw", intensity: 50 };
    const answer = await send(context, [task(context.newId(), { settings })]);
    const isTaken = answer.status === 200 && faultsOf(answer).length === 0;
    const words = `${wordsOf(answer)} ${isTaken ? "(whether it is honoured shows in the picture only)" : gist(answer.body)}`;
    if (!isTaken && answer.status !== 200 && answer.status !== 400) return unsure(words, [answer]);
    return isIt(isTaken)(words, [answer]);
  },
};
