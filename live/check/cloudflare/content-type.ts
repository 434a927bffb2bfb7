import { type Check, isIt } from "../../check.ts";
import { usdOf } from "../../price.ts";
import { finishedRun } from "../../service/cloudflare.ts";

export const check: Check = {
  id: "cloudflare.content-type",
  provider: "cloudflare",
  question: "Is the content type of a run's answer exactly application/json?",
  whyItMatters: "The binding hands out a stream for any other. We read both.",
  does: "Orders an image and reads the header.",
  reliesOn: "neither",
  maxUsd: usdOf("cloudflare", { text: 1 }),
  async run(context) {
    const { exchange } = await finishedRun(context);
    const type = exchange.headers.get("content-type") ?? "none";
    return isIt(type === "application/json")(type);
  },
};
