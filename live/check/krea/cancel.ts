import { type Check, isIt, unsure } from "../../check.ts";
import { usdOf } from "../../price.ts";
import { textAt } from "../../runner/read.ts";
import { deleteJob, jobIdOf, readJob, submit } from "../../service/krea.ts";

export const check: Check = {
  id: "krea.cancel",
  provider: "krea",
  question: "After DELETE of a job under way, does GET say that it is cancelled?",
  whyItMatters: "A stuck job is handed to the next provider only when it is confirmed that it was stopped.",
  does: "Orders an image, deletes the job at once, and reads it.",
  reliesOn: "neither",
  maxUsd: usdOf("krea", { text: 1 }),
  async run(context) {
    const id = jobIdOf(await submit(context));
    const deleted = await deleteJob(context, id);
    const after = await readJob(context, id);
    const status = textAt(after.body, "status");
    const words = `DELETE ${deleted.status}, then GET ${after.status} ${status ?? "without a status"}`;
    if (status === "completed") return unsure(`${words}: it was over before`, [deleted, after]);
    return isIt(status === "cancelled")(words, [deleted, after]);
  },
};
