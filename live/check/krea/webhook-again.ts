import type { Check } from "../../check.ts";
import { usdOf } from "../../price.ts";
import { jobIdOf, submit } from "../../service/krea.ts";
import { webhookAgain } from "../shared/webhook.ts";

export const check: Check = {
  id: "krea.webhook-again",
  provider: "krea",
  question: "Is a webhook that was answered 500 delivered again?",
  whyItMatters: "If not, a webhook alone must never be waited for.",
  does: "Orders an image, answers its webhook with 500, and listens for 90 s more.",
  reliesOn: "neither",
  maxUsd: usdOf("krea", { text: 1 }),
  needs: ["webhook"],
  run: (context) =>
    webhookAgain(context, async (address) => {
      jobIdOf(await submit(context, undefined, { "X-Webhook-URL": address }));
    }),
};
