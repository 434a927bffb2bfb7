import { type Check, isIt, unsure } from "../../check.ts";
import { usdOf } from "../../price.ts";
import { REFUSED_PROMPT } from "../../prompt.ts";
import {
  awaitEnd,
  balance,
  faultsOf,
  imageIn,
  mustShowCosts,
  send,
  spentSince,
  task,
  wordsOf,
} from "../../service/runware.ts";

export const check: Check = {
  id: "runware.moderated-is-free",
  provider: "runware",
  question: "Does a task that moderation refused leave the account's balance as it was?",
  whyItMatters: "Until then a refusal counts as billed maybe.",
  does: "Orders what must not be drawn, and reads the balance before and after; a good task is the control.",
  reliesOn: "neither",
  maxUsd: usdOf("runware", { text: 2 }),
  needs: ["moderation"],
  async run(context) {
    await mustShowCosts(context);
    const before = await balance(context);
    const taskUUID = context.newId();
    const sent = await send(context, [task(taskUUID, { positivePrompt: REFUSED_PROMPT })]);
    const ended = faultsOf(sent).length > 0 ? sent : await awaitEnd(context, taskUUID);
    if (imageIn(ended) !== undefined) return unsure("the prompt was drawn, so nothing was refused", [ended]);
    const spent = await spentSince(context, before);
    return isIt(spent <= 0)(`${wordsOf(ended)}; the account lost $${spent} (others who use it count too)`, [
      ended,
    ]);
  },
};
