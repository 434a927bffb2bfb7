import { type Check, isIt, unsure } from "../../check.ts";
import { age, isDayOld } from "../../runner/wait.ts";

export const check: Check = {
  id: "cloudflare.link-dies",
  provider: "cloudflare",
  question: "Is the link of an image dead a day after its run?",
  whyItMatters: "Results that are stored by their link alone are lost then.",
  does: "Reads the first byte of a picture that an earlier run has left. The first run has to be a day old.",
  reliesOn: "neither",
  maxUsd: 0,
  async run(context) {
    const oldest = context.aged.find(({ service }) => service === "cloudflare");
    if (!oldest) return unsure("no earlier run has left a link here: come back in a day");
    const ageMs = context.clock.wallTime() - oldest.madeAt;
    const { status } = await context.readLink(oldest.link);
    const words = `a link of ${age(ageMs)} answered ${status}`;
    if (status < 300 && !isDayOld(ageMs)) return unsure(words);
    return isIt(status >= 400)(words);
  },
};
