import { type Check, isIt } from "../../check.ts";
import { usdOf } from "../../price.ts";
import { balance, mustShowCosts, spentSince } from "../../service/runware.ts";
import { failedTask } from "./failed-task.ts";

export const check: Check = {
  id: "runware.failed-is-free",
  provider: "runware",
  question: "Does a task that failed leave the account's balance as it was?",
  whyItMatters: "Until then a failed task counts as billed maybe, and nothing fails over after it.",
  does: "Orders an image after a picture that is nowhere, and reads the balance before and after; a good task is the control.",
  reliesOn: "neither",
  maxUsd: usdOf("runware", { text: 1, references: 1 }),
  async run(context) {
    await mustShowCosts(context);
    const before = await balance(context);
    const { ended, words } = await failedTask(context);
    const spent = await spentSince(context, before);
    return isIt(spent <= 0)(`${words}; the account lost $${spent} (others who use it count too)`, [ended]);
  },
};
