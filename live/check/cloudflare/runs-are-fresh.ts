import { type Check, isIt } from "../../check.ts";
import { usdOf } from "../../price.ts";
import { linkIn, run } from "../../service/cloudflare.ts";

/** Identical requests were once seen answered from a cache that was off. Paths are compared, not signatures. */
export const check: Check = {
  id: "cloudflare.runs-are-fresh",
  provider: "cloudflare",
  question: "Are two equal requests with different cache keys drawn twice?",
  whyItMatters: "A random key for each run is our only guard against an old picture sold as a new one.",
  does: "Sends one order twice under two cache keys, and compares the links.",
  reliesOn: "yes",
  maxUsd: usdOf("cloudflare", { text: 2 }),
  async run(context) {
    const first = await run(context, context.newId());
    const second = await run(context, context.newId());
    const [one, other] = [new URL(linkIn(first)).pathname, new URL(linkIn(second)).pathname];
    const state = second.headers.get("cf-aig-cache-status") ?? "no cf-aig-cache-status";
    return isIt(one !== other && state.toUpperCase() !== "HIT")(
      `${one === other ? "one file" : "two files"}; the second run: ${state}`,
      [first, second],
    );
  },
};
