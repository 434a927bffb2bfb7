import { type Check, isIt, unsure } from "../../check.ts";
import { at } from "../../runner/read.ts";
import { age, isDayOld } from "../../runner/wait.ts";
import { details, wordsOf } from "../../service/runware.ts";

export const check: Check = {
  id: "runware.details-retention",
  provider: "runware",
  question: "Does getTaskDetails still have a task after a day?",
  whyItMatters: "Says for how long a job that was stored can be resumed.",
  does: "Asks getTaskDetails for a task that an earlier run has left. The first run has to be a day old.",
  reliesOn: "neither",
  maxUsd: 0,
  async run(context) {
    const oldest = context.aged.find(({ service }) => service === "runware");
    if (!oldest) return unsure("no earlier run has left a task here: come back in a day");
    const ageMs = context.clock.wallTime() - oldest.madeAt;
    const told = await details(context, oldest.id);
    const isThere = at(told.body, "data", 0, "response") !== undefined;
    const words = `a task of ${age(ageMs)}: ${isThere ? "there" : wordsOf(told)}`;
    if (isThere && !isDayOld(ageMs)) return unsure(words, [told]);
    return isIt(isThere)(words, [told]);
  },
};
