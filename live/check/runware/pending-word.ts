import { type Check, isIt, unsure } from "../../check.ts";
import { usdOf } from "../../price.ts";
import { finishedTask } from "../../service/runware.ts";

export const check: Check = {
  id: "runware.pending-word",
  provider: "runware",
  question: "Is `processing` the only word for a task that is not finished?",
  whyItMatters: "Pages of 2025 say `pending` as well. Unknown words are taken for unfinished.",
  does: "Orders an image and keeps every word for its state until it is there.",
  reliesOn: "neither",
  maxUsd: usdOf("runware", { text: 1 }),
  async run(context) {
    const { words } = await finishedTask(context);
    if (words.length === 0) return unsure("the task was finished at the first look");
    return isIt(words.join() === "processing")(`words seen: ${words.join(", ")}`);
  },
};
