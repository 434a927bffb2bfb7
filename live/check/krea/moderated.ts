import type { Check } from "../../check.ts";
import { usdOf } from "../../price.ts";
import { moderated } from "../shared/moderated.ts";

/** Moderated is `failed`: with which code and text is not documented. */
export const check: Check = {
  id: "krea.moderated",
  provider: "krea",
  question: "Is a refusal by Krea's moderation reported as content_rejected?",
  whyItMatters:
    "Otherwise a refused prompt is shopped around to the next provider, which endangers the account.",
  does: "Has our library order what must not be drawn.",
  reliesOn: "yes",
  maxUsd: usdOf("krea", { text: 1 }),
  needs: ["moderation"],
  run: (context) => moderated(context, "krea"),
};
