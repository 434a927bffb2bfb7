import { type Check, isIt } from "../../check.ts";
import { usdOf } from "../../price.ts";
import { linkIn, run } from "../../service/cloudflare.ts";

export const check: Check = {
  id: "cloudflare.cache-key",
  provider: "cloudflare",
  question: "Does a second run with the same cf-aig-cache-key get the first one's answer from the cache?",
  whyItMatters: 'resubmit: "cached" sends a lost run again and trusts that the cache answers it for nothing.',
  does: "Sends one order twice under one cache key, and reads cf-aig-cache-status.",
  reliesOn: "yes",
  maxUsd: usdOf("cloudflare", { text: 2 }),
  async run(context) {
    const key = context.newId();
    const first = await run(context, key);
    linkIn(first);
    const second = await run(context, key);
    const state = second.headers.get("cf-aig-cache-status") ?? "no cf-aig-cache-status";
    const isSame = linkIn(first) === linkIn(second);
    const words = `the second run: ${state}, ${isSame ? "the same link" : "another link"}`;
    return isIt(state.toUpperCase() === "HIT")(words, [first, second]);
  },
};
