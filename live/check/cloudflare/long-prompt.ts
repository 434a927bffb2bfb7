import type { Check } from "../../check.ts";
import { usdOf } from "../../price.ts";
import { input, linkOf, run } from "../../service/cloudflare.ts";
import { longPrompt, longPromptFinding } from "../shared/long-prompt.ts";

export const check: Check = {
  id: "cloudflare.long-prompt",
  provider: "cloudflare",
  question: "Does Cloudflare take a prompt of 10,000 characters?",
  whyItMatters: "No limit is published, so core's own is the only one: a shorter one costs a refusal.",
  does: "Orders an image with such a prompt.",
  reliesOn: "neither",
  maxUsd: usdOf("cloudflare", { text: 1 }),
  async run(context) {
    const answer = await run(context, context.newId(), { input: input({ prompt: longPrompt() }) });
    return longPromptFinding(answer, linkOf(answer) !== undefined);
  },
};
