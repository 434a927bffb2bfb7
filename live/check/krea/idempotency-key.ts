import { type Check, isIt } from "../../check.ts";
import { usdOf } from "../../price.ts";
import { jobIdOf, submit } from "../../service/krea.ts";

/** No document names such a header. */
export const check: Check = {
  id: "krea.idempotency-key",
  provider: "krea",
  question: "Does a second submission with the same Idempotency-Key give the first one's job?",
  whyItMatters: "A lost answer could then be settled by asking again, without any guess by time.",
  does: "Sends one order twice under one key and compares the names of the jobs.",
  reliesOn: "neither",
  maxUsd: usdOf("krea", { text: 2 }),
  async run(context) {
    const headers = { "Idempotency-Key": context.newId() };
    const first = await submit(context, undefined, headers);
    const second = await submit(context, undefined, headers);
    const [one, other] = [jobIdOf(first), jobIdOf(second)];
    const words = one === other ? "both answers name one job" : "two jobs were made";
    return isIt(one === other)(words, [first, second]);
  },
};
