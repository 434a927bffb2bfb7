import { type Check, isIt, unsure } from "../../check.ts";
import { usdOf } from "../../price.ts";
import { finishedTask, imageIn, send, wordsOf } from "../../service/runware.ts";

/** As many as our provider asks about in one request. */
const MANY = 100;

export const check: Check = {
  id: "runware.poll-many",
  provider: "runware",
  question: "Does one request take 100 getResponse tasks, and answer the one that is done?",
  whyItMatters:
    "Many jobs are asked about in one request; no limit is published. Should it be lower, each is asked alone.",
  does: "Orders an image and asks for it together with 99 tasks that do not exist.",
  reliesOn: "neither",
  maxUsd: usdOf("runware", { text: 1 }),
  async run(context) {
    const { taskUUID } = await finishedTask(context);
    const others = Array.from({ length: MANY - 1 }, () => context.newId());
    const answer = await send(
      context,
      [taskUUID, ...others].map((id) => ({ taskType: "getResponse", taskUUID: id })),
    );
    const words = `${MANY} at once: ${wordsOf(answer)}`;
    if (answer.status === 429 || answer.status >= 500) return unsure(words, [answer]);
    return isIt(imageIn(answer) !== undefined)(words);
  },
};
