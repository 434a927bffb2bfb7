import { type Check, isIt } from "../../check.ts";
import { usdOf } from "../../price.ts";
import { finishedJob, readList } from "../../service/krea.ts";

export const check: Check = {
  id: "krea.foreign-keys",
  provider: "krea",
  question: "Does the list hold jobs of other keys of the workspace?",
  whyItMatters: "Then one key per application does not make recovery exact: neighbors count as strangers.",
  does: "Orders an image with the first key and reads the list with the second.",
  reliesOn: "neither",
  maxUsd: usdOf("krea", { text: 1 }),
  needs: ["second-key"],
  async run(context) {
    const { id } = await finishedJob(context);
    const { page, find } = await readList(context, "limit=100", true);
    const isSeen = find(id) !== undefined;
    return isIt(isSeen)(`the second key ${isSeen ? "sees" : "does not see"} the first one's job`, [page]);
  },
};
