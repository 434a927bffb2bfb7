import { type Check, isIt, no } from "../../check.ts";
import { usdOf } from "../../price.ts";
import { seconds } from "../../runner/wait.ts";
import { awaitRows, linkIn, run } from "../../service/cloudflare.ts";

/** Our provider's last look. */
const LAST_LOOK_MS = 20_000;

export const check: Check = {
  id: "cloudflare.log-delay",
  provider: "cloudflare",
  question: "Is a run in the log within 20 s of its answer?",
  whyItMatters: "A lost run is looked for until then and no longer.",
  does: "Orders an image and searches the log for it until it is there, for two minutes at most.",
  reliesOn: "yes",
  maxUsd: usdOf("cloudflare", { text: 1 }),
  async run(context) {
    const key = context.newId();
    linkIn(await run(context, key));
    const sighting = await awaitRows(context, key, 120_000);
    if (!sighting) return no("no row within 120 s");
    return isIt(sighting.afterMs <= LAST_LOOK_MS)(`logged after ${seconds(sighting.afterMs)}`);
  },
};
