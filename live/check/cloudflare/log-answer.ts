import { type Check, no, yes } from "../../check.ts";
import { usdOf } from "../../price.ts";
import { gist, textAt } from "../../runner/read.ts";
import { seconds, waitFor } from "../../runner/wait.ts";
import { finishedRun, linkOf, readAnswer, rowsOf } from "../../service/cloudflare.ts";

export const check: Check = {
  id: "cloudflare.log-answer",
  provider: "cloudflare",
  question: "Does the log hold the answer of a run, with the link of its image?",
  whyItMatters: "It is how the image of a lost run is delivered without paying again.",
  does: "Orders an image and reads its answer in the log, for a minute at most.",
  reliesOn: "yes",
  maxUsd: usdOf("cloudflare", { text: 1 }),
  async run(context) {
    const { key, link } = await finishedRun(context);
    const [row] = await rowsOf(context, key);
    const sighting = await waitFor(context, { everyMs: 2000, forMs: 60_000 }, async () => {
      const answer = await readAnswer(context, row);
      return linkOf(answer) === undefined ? undefined : answer;
    });
    const last = context.seen.at(-1);
    const words = `status ${last?.status}, ${gist(textAt(last?.body, "state") ?? last?.body, 80)}`;
    if (!sighting) return no(`no link in it within 60 s: ${words}`, last ? [last] : []);
    const { value, afterMs } = sighting;
    const isSame = linkOf(value) === link;
    return yes(`there ${seconds(afterMs)} after the row; ${isSame ? "the very link" : "another link"}`, [
      value,
    ]);
  },
};
