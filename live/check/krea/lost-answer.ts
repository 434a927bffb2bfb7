import { type Check, Unfinished } from "../../check.ts";
import { usdOf } from "../../price.ts";
import { textAt } from "../../runner/read.ts";
import { readList } from "../../service/krea.ts";
import { lostAnswer } from "../shared/lost-answer.ts";

/** Around a lost job, our provider takes every job that it does not know for a stranger's. */
const NEIGHBORHOOD_MS = 600_000;

/** The look-up by time in the list. It can work only where nobody else has used the key lately, this program included. */
export const check: Check = {
  id: "krea.lost-answer",
  provider: "krea",
  question: "Does our provider find the job when the answer to a submission is lost?",
  whyItMatters:
    "If not, every broken connection ends as outcome_unknown, and its image is lost to the caller.",
  does: "Has our library make an image, and drops the answer to its order on the way.",
  reliesOn: "yes",
  maxUsd: usdOf("krea", { text: 1 }),
  async run(context) {
    const { items } = await readList(context, "limit=20");
    const now = context.clock.wallTime();
    const isRecent = (job: unknown) => now - Date.parse(textAt(job, "created_at") ?? "") < NEIGHBORHOOD_MS;
    if (items.some(isRecent))
      throw new Unfinished("the key was used within the last ten minutes: wait, and use it alone");
    return lostAnswer(context, "krea");
  },
};
