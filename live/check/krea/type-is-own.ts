import { type Check, isIt } from "../../check.ts";
import { usdOf } from "../../price.ts";
import { gist, textAt } from "../../runner/read.ts";
import { finishedJob, readList } from "../../service/krea.ts";

/** Our provider takes jobs of these types for other models'. */
const OTHER_TYPES = ["flux", "k1"];

export const check: Check = {
  id: "krea.type-is-own",
  provider: "krea",
  question: 'Is the type of a Krea 2 job, if it has one, another than "flux" and "k1"?',
  whyItMatters: "Our look-up passes over jobs of these types: a lost job of ours would never be found.",
  does: "Orders an image and reads its type in the list.",
  reliesOn: "yes",
  maxUsd: usdOf("krea", { text: 1 }),
  async run(context) {
    const { id } = await finishedJob(context);
    const { page, find } = await readList(context);
    const type = textAt(find(id), "type");
    return isIt(!OTHER_TYPES.includes(type ?? ""))(`type is ${gist(type)}`, [page]);
  },
};
