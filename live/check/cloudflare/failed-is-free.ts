import { type Check, isIt } from "../../check.ts";
import { usdOf } from "../../price.ts";
import { costOf, mustShowCosts } from "../../service/cloudflare.ts";
import { failedRun } from "./failed-run.ts";

export const check: Check = {
  id: "cloudflare.failed-is-free",
  provider: "cloudflare",
  question: "Does the log put the cost of a run that failed behind the gateway at nothing?",
  whyItMatters: "Until then a failed run counts as billed maybe, and nothing fails over after it.",
  does: "Orders an image after a picture that is nowhere, and reads the cost of the failed run in the log; a good run is the control.",
  reliesOn: "neither",
  maxUsd: usdOf("cloudflare", { text: 1, references: 1 }),
  async run(context) {
    await mustShowCosts(context);
    const { rows, words, exchange } = await failedRun(context);
    const cost = costOf(rows);
    return isIt(cost === 0)(`${words}; the log says $${cost}`, [exchange]);
  },
};
