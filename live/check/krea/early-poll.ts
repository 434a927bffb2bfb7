import { type Check, isIt } from "../../check.ts";
import { usdOf } from "../../price.ts";
import { gist, textAt } from "../../runner/read.ts";
import { jobIdOf, readJob, submit } from "../../service/krea.ts";

/** One client needs no grace for an early 404, another tolerates fifteen of them. */
export const check: Check = {
  id: "krea.early-poll",
  provider: "krea",
  question: "Is a job found by its id at once after its submission was answered?",
  whyItMatters: "If not, an early 404 is no proof that a job is gone.",
  does: "Orders an image and reads its job the moment the order is answered.",
  reliesOn: "neither",
  maxUsd: usdOf("krea", { text: 1 }),
  async run(context) {
    const submitted = await submit(context);
    const look = await readJob(context, jobIdOf(submitted));
    const words = `${look.status} ${textAt(look.body, "status") ?? gist(look.body)}`;
    return isIt(look.status === 200)(words, [look]);
  },
};
