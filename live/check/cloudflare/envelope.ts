import { type Check, isIt } from "../../check.ts";
import { usdOf } from "../../price.ts";
import { at } from "../../runner/read.ts";
import { finishedRun } from "../../service/cloudflare.ts";

export const check: Check = {
  id: "cloudflare.envelope",
  provider: "cloudflare",
  question: "Does REST wrap the record of a run in result, success, errors and messages?",
  whyItMatters: "Its page prints the bare record, others saw the envelope. We take both.",
  does: "Orders an image and reads the keys of the answer.",
  reliesOn: "neither",
  maxUsd: usdOf("cloudflare", { text: 1 }),
  async run(context) {
    const { exchange } = await finishedRun(context);
    const keys = Object.keys(Object(exchange.body)).join(", ");
    return isIt(at(exchange.body, "success") === true)(`keys ${keys}`, [exchange]);
  },
};
