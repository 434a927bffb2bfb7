import { type Check, isIt, unsure } from "../../check.ts";
import { usdOf } from "../../price.ts";
import { gist } from "../../runner/read.ts";
import { input, linkOf, run } from "../../service/cloudflare.ts";

export const check: Check = {
  id: "cloudflare.three-to-four",
  provider: "cloudflare",
  question: "Does Cloudflare draw 3:4?",
  whyItMatters: "Its schema lists eight ratios, Krea's own nine. We refuse 3:4 here, which costs a failover.",
  does: "Orders an image in 3:4.",
  reliesOn: "neither",
  maxUsd: usdOf("cloudflare", { text: 1 }),
  async run(context) {
    const exchange = await run(context, context.newId(), { input: input({ aspect_ratio: "3:4" }) });
    const isDrawn = linkOf(exchange) !== undefined;
    const words = isDrawn ? "an image came" : `${exchange.status} ${gist(exchange.body)}`;
    if (!isDrawn && exchange.status !== 400 && exchange.status !== 422) return unsure(words, [exchange]);
    return isIt(isDrawn)(words, [exchange]);
  },
};
