import { type Check, isIt } from "../../check.ts";
import { usdOf } from "../../price.ts";
import { textAt } from "../../runner/read.ts";
import { deleteJob, makeJob, readJob } from "../../service/krea.ts";

/** On a job of its own, which may be gone afterwards. */
export const check: Check = {
  id: "krea.delete-completed",
  provider: "krea",
  question: "Does DELETE on a completed job leave the job and its picture as they are?",
  whyItMatters:
    "An abort that comes a moment late must not destroy what is paid for. Until then we look before we delete.",
  does: "Orders an image, waits for it, deletes the job, and reads the job and the picture.",
  reliesOn: "neither",
  maxUsd: usdOf("krea", { text: 1 }),
  async run(context) {
    const { id, link } = await makeJob(context);
    const deleted = await deleteJob(context, id);
    const after = await readJob(context, id);
    const picture = await context.readLink(link);
    const status = textAt(after.body, "status") ?? "no status";
    const isThere = status === "completed" && picture.status < 300;
    const words = `DELETE ${deleted.status}, then GET ${after.status} ${status}, picture ${picture.status}`;
    return isIt(isThere)(words, [deleted, after]);
  },
};
