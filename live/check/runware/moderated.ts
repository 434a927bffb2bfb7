import type { Check } from "../../check.ts";
import { usdOf } from "../../price.ts";
import { moderated } from "../shared/moderated.ts";

export const check: Check = {
  id: "runware.moderated",
  provider: "runware",
  question: "Is a refusal by moderation reported as content_rejected behind Runware?",
  whyItMatters: "Its code is not documented. What is missed is shopped around to the next provider.",
  does: "Has our library order what must not be drawn.",
  reliesOn: "yes",
  maxUsd: usdOf("runware", { text: 1 }),
  needs: ["moderation"],
  run: (context) => moderated(context, "runware"),
};
