import { type Check, no, yes } from "../../check.ts";
import { usdOf } from "../../price.ts";
import { textAt } from "../../runner/read.ts";
import { finishedJob, readList } from "../../service/krea.ts";

/** The document has three samples of the undeclared `type`, and none is of Krea 2. */
export const check: Check = {
  id: "krea.job-type",
  provider: "krea",
  question: "Does the list show a type for Krea 2 jobs, by which types= finds them?",
  whyItMatters: "Lost jobs could then be told from jobs of other models, so fewer of them stay unknown.",
  does: "Orders an image, reads its type in the list, and asks the list for that type.",
  reliesOn: "neither",
  maxUsd: usdOf("krea", { text: 1 }),
  async run(context) {
    const { id } = await finishedJob(context);
    const { page, find } = await readList(context);
    const type = textAt(find(id), "type");
    if (type === undefined) return no("the list shows no type", [page]);
    const filtered = await readList(context, `limit=20&types=${encodeURIComponent(type)}`);
    const isFound = filtered.find(id) !== undefined;
    const words = `type is "${type}"; types=${type} ${isFound ? "finds" : "does not find"} the job`;
    return (isFound ? yes : no)(words, [page, filtered.page]);
  },
};
