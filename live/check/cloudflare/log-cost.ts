import { type Check, isIt } from "../../check.ts";
import { microUsdOf, usdOf } from "../../price.ts";
import { costOf, finishedRun, settledRows } from "../../service/cloudflare.ts";

export const check: Check = {
  id: "cloudflare.log-cost",
  provider: "cloudflare",
  question: "Does the log put a run at the price of our table?",
  whyItMatters: "Estimates and budgets go by that table, which was read in the catalogue.",
  does: "Orders an image and compares its cost in the log with our table.",
  reliesOn: "yes",
  maxUsd: usdOf("cloudflare", { text: 1 }),
  async run(context) {
    const { key } = await finishedRun(context);
    const rows = await settledRows(context, key);
    const cost = costOf(rows.slice(0, 1));
    const price = microUsdOf("cloudflare", "text") / 1e6;
    return isIt(Math.abs(cost - price) < 1e-6)(`the log says $${cost}, the table $${price}`);
  },
};
