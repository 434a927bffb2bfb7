import { type Check, isIt } from "../../check.ts";
import { microUsdOf, usdOf } from "../../price.ts";
import { costOf } from "../../service/cloudflare.ts";
import { failedRun } from "./failed-run.ts";

/** Only a run that fails shows it: a gateway that tries again would leave more rows, or a higher cost. */
export const check: Check = {
  id: "cloudflare.one-attempt",
  provider: "cloudflare",
  question: "Does a run that fails behind the gateway leave one row, at the price of one run or less?",
  whyItMatters: "cf-aig-max-attempts: 1 is our guard against the gateway's own retries, up to five bills.",
  does: "Orders an image after a picture that is nowhere, and counts its rows in the log.",
  reliesOn: "yes",
  maxUsd: usdOf("cloudflare", { references: 1 }),
  async run(context) {
    const { rows, words, exchange } = await failedRun(context);
    const cost = costOf(rows);
    const isOne = rows.length === 1 && cost * 1e6 <= microUsdOf("cloudflare", "references");
    return isIt(isOne)(`${words}; ${rows.length} row(s), together $${cost}`, [exchange]);
  },
};
