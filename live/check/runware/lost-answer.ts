import type { Check } from "../../check.ts";
import { usdOf } from "../../price.ts";
import { lostAnswer } from "../shared/lost-answer.ts";

export const check: Check = {
  id: "runware.lost-answer",
  provider: "runware",
  question: "Does our provider settle a submission whose answer was lost, by its UUID?",
  whyItMatters:
    "If not, every broken connection ends as outcome_unknown, and its image is lost to the caller.",
  does: "Has our library make an image, and drops the answer to its order on the way; it may send the task again.",
  reliesOn: "yes",
  maxUsd: usdOf("runware", { text: 5 }),

  run: (context) => lostAnswer(context, "runware"),
};
