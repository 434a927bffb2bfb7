import { type Check, isIt, unsure } from "../../check.ts";
import { textAt } from "../../runner/read.ts";
import { age, isDayOld } from "../../runner/wait.ts";
import { linkOf, readList } from "../../service/krea.ts";

/** The account's own older jobs are what time has worked on. */
export const check: Check = {
  id: "krea.link-lifetime",
  provider: "krea",
  question: "Does the link of a result still work after a day?",
  whyItMatters: "Says how soon a result must be downloaded.",
  does: "Reads the first byte of the oldest completed job's picture. A younger account has to wait for a day.",
  reliesOn: "neither",
  maxUsd: 0,
  async run(context) {
    const { items } = await readList(context, "limit=1000&status=completed");
    const dated = items.flatMap((job) => {
      const link = linkOf(job);
      const ageMs = context.clock.wallTime() - Date.parse(textAt(job, "created_at") ?? "");
      return link !== undefined && ageMs >= 0 ? [{ link, ageMs }] : [];
    });
    const oldest = dated.sort((one, other) => other.ageMs - one.ageMs)[0];
    if (!oldest) return unsure("the account has no completed job yet");
    const { status } = await context.readLink(oldest.link);
    const words = `a link of ${age(oldest.ageMs)} answered ${status}`;
    // A link that is dead sooner settles it too.
    if (status < 300 && !isDayOld(oldest.ageMs)) return unsure(words);
    return isIt(status < 300)(words);
  },
};
