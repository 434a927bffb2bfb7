import { type Check, no, unsure, yes } from "../../check.ts";
import { usdOf } from "../../price.ts";
import { gist } from "../../runner/read.ts";
import { run } from "../../service/cloudflare.ts";

export const check: Check = {
  id: "cloudflare.background",
  provider: "cloudflare",
  question: "Does Cloudflare take a background run of Krea 2?",
  whyItMatters: "The catalogue says supports_async: false. It would make a lost connection harmless.",
  does: "Sends an order with `background: true` and an address for webhooks.",
  reliesOn: "neither",
  maxUsd: usdOf("cloudflare", { text: 1 }),
  needs: ["webhook"],
  async run(context) {
    const webhookUrl = context.webhook?.address();
    const exchange = await run(context, context.newId(), { options: { background: true, webhookUrl } });
    const words = `${exchange.status} ${gist(exchange.body)}`;
    if (exchange.status === 202) return yes(words, [exchange]);
    return (exchange.status >= 500 ? unsure : no)(words, [exchange]);
  },
};
