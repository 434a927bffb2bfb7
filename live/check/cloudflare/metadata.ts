import { type Check, isIt, no } from "../../check.ts";
import { usdOf } from "../../price.ts";
import { awaitRows, finishedRun, readLog } from "../../service/cloudflare.ts";

export const check: Check = {
  id: "cloudflare.metadata",
  provider: "cloudflare",
  question: "Does a search of the log by metadata.value give the run, and no other?",
  whyItMatters: "It is how a lost run is found. Accounts made since 2026-09-24 have another log.",
  does: "Orders an image and searches the log for its key.",
  reliesOn: "yes",
  maxUsd: usdOf("cloudflare", { text: 1 }),
  async run(context) {
    const { key } = await finishedRun(context);
    const sighting = await awaitRows(context, key, 120_000);
    const { page, all, rows } = await readLog(context, key);
    if (!sighting) return no(`no row within 120 s, ${all.length} of others`, [page]);
    const words = `${rows.length} of ${all.length} rows bear the key`;
    return isIt(rows.length === all.length)(words, [page]);
  },
};
