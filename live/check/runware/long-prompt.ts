import type { Check } from "../../check.ts";
import { usdOf } from "../../price.ts";
import { faultsOf, send, task } from "../../service/runware.ts";
import { longPrompt, longPromptFinding } from "../shared/long-prompt.ts";

export const check: Check = {
  id: "runware.long-prompt",
  provider: "runware",
  question: "Does Runware take a prompt of 10,000 characters?",
  whyItMatters: "Pages of 2025 say 3000 for images in general. Core's own limit is the only one for now.",
  does: "Orders an image with such a prompt.",
  reliesOn: "neither",
  maxUsd: usdOf("runware", { text: 1 }),
  async run(context) {
    const answer = await send(context, [task(context.newId(), { positivePrompt: longPrompt() })]);
    return longPromptFinding(answer, answer.status === 200 && faultsOf(answer).length === 0);
  },
};
