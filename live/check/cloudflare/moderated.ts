import type { Check } from "../../check.ts";
import { usdOf } from "../../price.ts";
import { moderated } from "../shared/moderated.ts";

export const check: Check = {
  id: "cloudflare.moderated",
  provider: "cloudflare",
  question: "Is a refusal by Krea's moderation reported as content_rejected behind Cloudflare?",
  whyItMatters:
    "Its envelope is not known, so only words tell it. What is missed is shopped around to the next provider.",
  does: "Has our library order what must not be drawn.",
  reliesOn: "yes",
  maxUsd: usdOf("cloudflare", { text: 1 }),
  needs: ["moderation"],
  run: (context) => moderated(context, "cloudflare"),
};
