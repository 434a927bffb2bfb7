import { type Check, isIt } from "../../check.ts";
import { usdOf } from "../../price.ts";
import { seconds, waitFor } from "../../runner/wait.ts";
import { jobIdOf, readList, submit } from "../../service/krea.ts";

/** Earlier than that our provider says of no job that it is absent. */
const ABSENT_AFTER_MS = 10_000;

export const check: Check = {
  id: "krea.list-delay",
  provider: "krea",
  question: "Is a job in the list within 10 s of the answer to its submission?",
  whyItMatters: "With trustAbsence, a job that is listed later than that is paid for twice.",
  does: "Orders an image and reads the list twice a second, for a minute at most.",
  reliesOn: "yes",
  maxUsd: usdOf("krea", { text: 1 }),
  async run(context) {
    const submitted = await submit(context);
    const id = jobIdOf(submitted);
    const sighting = await waitFor(context, { everyMs: 500, forMs: 60_000 }, async () => {
      const { page, find } = await readList(context, "limit=20");
      return find(id) === undefined ? undefined : page;
    });
    if (!sighting) return isIt(false)("not listed within 60 s", [submitted]);
    const { afterMs, value } = sighting;
    return isIt(afterMs <= ABSENT_AFTER_MS)(`listed after ${seconds(afterMs)}`, [submitted, value]);
  },
};
