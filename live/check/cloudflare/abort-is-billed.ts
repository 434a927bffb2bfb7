import { type Check, isIt, unsure } from "../../check.ts";
import { usdOf } from "../../price.ts";
import { at, gist } from "../../runner/read.ts";
import { awaitRows, costOf, mustShowCosts, run, settledRows } from "../../service/cloudflare.ts";

/** Soon enough that turbo is still drawing, which takes about 4 s. */
const HANG_UP_MS = 1500;

export const check: Check = {
  id: "cloudflare.abort-is-billed",
  provider: "cloudflare",
  question: "Is a run billed although its caller hung up?",
  whyItMatters: "An abort then saves nothing, and a lost answer always stands for money.",
  does: "Starts a run, hangs up after 1.5 s, and reads its cost in the log; a good run is the control.",
  reliesOn: "neither",
  maxUsd: usdOf("cloudflare", { text: 2 }),
  async run(context) {
    await mustShowCosts(context);
    const key = context.newId();
    const gone = await run(context, key, { timeoutMs: HANG_UP_MS }).then(
      () => false,
      () => true,
    );
    if (!gone) return unsure("the run was over before we could hang up");
    const sighting = await awaitRows(context, key, 120_000);
    if (!sighting) return unsure("the log has no row of it within 120 s: see the dashboard");
    const rows = await settledRows(context, key);
    const cost = costOf(rows);
    const status = gist(at(rows[0], "status_code"));
    return isIt(cost > 0)(`the log says status ${status} and $${cost}`);
  },
};
