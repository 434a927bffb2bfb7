import { type Check, isIt, unsure } from "../../check.ts";
import { usdOf } from "../../price.ts";
import { at } from "../../runner/read.ts";
import { waitFor } from "../../runner/wait.ts";
import { costOf, linkIn, readLog, run } from "../../service/cloudflare.ts";

export const check: Check = {
  id: "cloudflare.replay-is-free",
  provider: "cloudflare",
  question: "Does the log put the cost of a replay from the cache at nothing?",
  whyItMatters: 'If replays cost, resubmit: "cached" pays twice by design.',
  does: "Sends one order twice under one cache key, and reads the cost of the second in the log.",
  reliesOn: "yes",
  maxUsd: usdOf("cloudflare", { text: 2 }),
  async run(context) {
    const key = context.newId();
    linkIn(await run(context, key));
    const replay = await run(context, key);
    const state = replay.headers.get("cf-aig-cache-status")?.toUpperCase();
    if (state !== "HIT") return unsure(`nothing was replayed: ${state ?? "no cf-aig-cache-status"}`);
    const both = await waitFor(context, { everyMs: 2000, forMs: 60_000 }, async () => {
      const { rows } = await readLog(context, key);
      return rows.length > 1 ? rows : undefined;
    });
    if (!both) return unsure("the log did not show both runs within 60 s");
    const cached = both.value.filter((row) => at(row, "cached") === true);
    if (cached.length === 0) return unsure("no row of the log is marked as cached");
    const cost = costOf(cached);
    return isIt(cost === 0)(`the cached row costs $${cost}`);
  },
};
