import { type Check, isIt, Unfinished } from "../../check.ts";
import { usdOf } from "../../price.ts";
import { textAt } from "../../runner/read.ts";
import { seconds } from "../../runner/wait.ts";
import { finishedJob } from "../../service/krea.ts";

/** Half a second for the whole seconds of `Date`, and what our provider allows beyond. */
const SLACK_MS = 2500;

export const check: Check = {
  id: "krea.one-clock",
  provider: "krea",
  question: "Do created_at and the header Date follow the same clock within 2 s?",
  whyItMatters: "Our look-up tells a lost job by its time, corrected by that header.",
  does: "Orders an image and compares the two times in the answer.",
  reliesOn: "yes",
  maxUsd: usdOf("krea", { text: 1 }),
  async run(context) {
    const { submitted } = await finishedJob(context);
    const created = Date.parse(textAt(submitted.body, "created_at") ?? "");
    const date = Date.parse(submitted.headers.get("date") ?? "");
    if (Number.isNaN(created) || Number.isNaN(date))
      throw new Unfinished("an answer without created_at or Date");
    const tookMs = submitted.answeredAt - submitted.sentAt;
    // The job was made before its answer was dated, by no more than the answer took.
    const apart = date + 500 - created;
    const isNear = apart >= -SLACK_MS && apart <= SLACK_MS + tookMs;
    return isIt(isNear)(
      `Date is ${seconds(apart)} after created_at, in an answer that took ${seconds(tookMs)}`,
      [submitted],
    );
  },
};
