import type { Check } from "../../check.ts";
import { usdOf } from "../../price.ts";
import { lostAnswer } from "../shared/lost-answer.ts";

export const check: Check = {
  id: "cloudflare.lost-answer",
  provider: "cloudflare",
  question: "Does our provider find the run in the log when its answer is lost?",
  whyItMatters:
    "If not, every broken connection ends as outcome_unknown, and its image is lost to the caller.",
  does: "Has our library make an image, and drops the answer to its order on the way.",
  reliesOn: "yes",
  maxUsd: usdOf("cloudflare", { text: 1 }),

  run: (context) => lostAnswer(context, "cloudflare"),
};
