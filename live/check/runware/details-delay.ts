import { type Check, isIt, no } from "../../check.ts";
import { usdOf } from "../../price.ts";
import { at } from "../../runner/read.ts";
import { seconds, waitFor } from "../../runner/wait.ts";
import { details, finishedTask, wordsOf } from "../../service/runware.ts";

/** Our provider's last look for a lost task. */
const LAST_LOOK_MS = 8000;

export const check: Check = {
  id: "runware.details-delay",
  provider: "runware",
  question: "Does getTaskDetails have a task within 8 s of its end?",
  whyItMatters: "It is the second of the two books in which a lost task is looked for.",
  does: "Orders an image and asks getTaskDetails every second from its end on, for two minutes at most.",
  reliesOn: "yes",
  maxUsd: usdOf("runware", { text: 1 }),
  async run(context) {
    const { taskUUID } = await finishedTask(context);
    const sighting = await waitFor(context, { everyMs: 1000, forMs: 120_000 }, async () => {
      const told = await details(context, taskUUID);
      return at(told.body, "data", 0, "response") === undefined ? undefined : told;
    });
    const last = context.seen.at(-1);
    if (!sighting) return no(`not within 120 s: ${last ? wordsOf(last) : "nothing"}`, last ? [last] : []);
    return isIt(sighting.afterMs <= LAST_LOOK_MS)(`there after ${seconds(sighting.afterMs)}`, [
      sighting.value,
    ]);
  },
};
