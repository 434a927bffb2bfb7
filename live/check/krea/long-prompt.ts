import type { Check } from "../../check.ts";
import { usdOf } from "../../price.ts";
import { order, submit } from "../../service/krea.ts";
import { longPrompt, longPromptFinding } from "../shared/long-prompt.ts";

export const check: Check = {
  id: "krea.long-prompt",
  provider: "krea",
  question: "Does Krea take a prompt of 10,000 characters?",
  whyItMatters: "No limit is published, so core's own is the only one: a shorter one costs a refusal.",
  does: "Orders an image with such a prompt.",
  reliesOn: "neither",
  maxUsd: usdOf("krea", { text: 1 }),
  async run(context) {
    const answer = await submit(context, order({ prompt: longPrompt() }));
    return longPromptFinding(answer, answer.status === 200);
  },
};
