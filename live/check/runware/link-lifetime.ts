import { type Check, isIt, unsure } from "../../check.ts";
import { age, isDayOld } from "../../runner/wait.ts";

export const check: Check = {
  id: "runware.link-lifetime",
  provider: "runware",
  question: "Does a link that was ordered without ttl still work after a day?",
  whyItMatters: "Says how soon a result must be downloaded.",
  does: "Reads the first byte of a picture that an earlier run has left. The first run has to be a day old.",
  reliesOn: "neither",
  maxUsd: 0,
  async run(context) {
    const oldest = context.aged.find(({ service }) => service === "runware");
    if (!oldest) return unsure("no earlier run has left a link here: come back in a day");
    const ageMs = context.clock.wallTime() - oldest.madeAt;
    const { status } = await context.readLink(oldest.link);
    const words = `a link of ${age(ageMs)} answered ${status}`;
    if (status < 300 && !isDayOld(ageMs)) return unsure(words);
    return isIt(status < 300)(words);
  },
};
