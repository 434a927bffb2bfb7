import { type Check, isIt, Unfinished } from "../../check.ts";
import { usdOf } from "../../price.ts";
import { gist, textAt } from "../../runner/read.ts";
import { recordOf, run } from "../../service/cloudflare.ts";

export const check: Check = {
  id: "cloudflare.state-completed",
  provider: "cloudflare",
  question: "Is the state of a run that went well `Completed`?",
  whyItMatters:
    "Other words are taken for a failure: the image would be thrown away although it is paid for.",
  does: "Orders an image and reads the state in the answer.",
  reliesOn: "yes",
  maxUsd: usdOf("cloudflare", { text: 1 }),
  async run(context) {
    const exchange = await run(context, context.newId());
    if (exchange.status !== 200)
      throw new Unfinished(`the run failed: ${exchange.status} ${gist(exchange.body)}`);
    const state = textAt(recordOf(exchange), "state");
    const image = textAt(recordOf(exchange), "result", "image");
    if (image === undefined) throw new Unfinished(`the run brought no image: ${gist(exchange.body)}`);
    return isIt(state === "Completed")(`an image came, with state ${gist(state)}`, [exchange]);
  },
};
