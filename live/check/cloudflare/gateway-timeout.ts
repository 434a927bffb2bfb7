import { type Check, no, unsure, yes } from "../../check.ts";
import { usdOf } from "../../price.ts";
import { gist } from "../../runner/read.ts";
import { linkOf, run } from "../../service/cloudflare.ts";

export const check: Check = {
  id: "cloudflare.gateway-timeout",
  provider: "cloudflare",
  question: "Does cf-aig-request-timeout end a run with status 408?",
  whyItMatters:
    "It lets us hear of a slow run instead of hanging up on it. 408 counts as unknown and is looked for.",
  does: "Orders an image with a time-out of half a second at the gateway.",
  reliesOn: "neither",
  maxUsd: usdOf("cloudflare", { text: 1 }),
  async run(context) {
    const headers = { "cf-aig-request-timeout": "500" };
    const exchange = await run(context, context.newId(), { headers });
    const tookMs = exchange.answeredAt - exchange.sentAt;
    const words = `${exchange.status} after ${tookMs} ms: ${gist(exchange.body)}`;
    if (exchange.status === 408) return yes(words, [exchange]);
    if (linkOf(exchange) === undefined) return no(words, [exchange]);
    return (tookMs > 1000 ? no : unsure)(`an image after ${tookMs} ms, with a time-out of 500 ms`, [
      exchange,
    ]);
  },
};
