import { type Check, isIt, Unfinished } from "../../check.ts";
import { usdOf } from "../../price.ts";
import { textAt } from "../../runner/read.ts";
import { makeJob, readList } from "../../service/krea.ts";

export const check: Check = {
  id: "krea.list-order",
  provider: "krea",
  question: "Is the list of jobs ordered newest first?",
  whyItMatters: "Our look-up stops reading at the first job that is too old.",
  does: "Reads a page of the list, after two orders if the account has no jobs yet.",
  reliesOn: "yes",
  maxUsd: usdOf("krea", { text: 2 }),
  async run(context) {
    if ((await readList(context, "limit=2")).items.length < 2) {
      await makeJob(context);
      await makeJob(context);
    }
    const { page, items } = await readList(context);
    const times = items.map((item) => Date.parse(textAt(item, "created_at") ?? ""));
    if (times.length < 2 || times.some(Number.isNaN))
      throw new Unfinished("the list has too few times to compare");
    const isOrdered = times.every((time, index) => index === 0 || time <= (times[index - 1] ?? time));
    return isIt(isOrdered)(
      `${times.length} jobs, ${isOrdered ? "each no younger than the one before" : "out of order"}`,
      [page],
    );
  },
};
