import { type Check, isIt, unsure } from "../../check.ts";
import { microUsdOf, usdOf } from "../../price.ts";
import { finishedTask } from "../../service/runware.ts";

export const check: Check = {
  id: "runware.price",
  provider: "runware",
  question: "Is the reported cost of an image the price of our table?",
  whyItMatters: "Estimates and budgets go by that table.",
  does: "Orders an image and compares its reported cost with our table.",
  reliesOn: "yes",
  maxUsd: usdOf("runware", { text: 1 }),
  async run(context) {
    const { cost, ended } = await finishedTask(context);
    const price = microUsdOf("runware", "text") / 1e6;
    if (cost === undefined) return unsure("no cost was reported, although includeCost is true", [ended]);
    return isIt(Math.abs(cost - price) < 1e-6)(`reported $${cost}, the table says $${price}`, [ended]);
  },
};
