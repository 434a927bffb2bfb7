import type { Check } from "../../check.ts";
import { usdOf } from "../../price.ts";
import { mustBeTaken, send, task } from "../../service/runware.ts";
import { webhookAgain } from "../shared/webhook.ts";

export const check: Check = {
  id: "runware.webhook-again",
  provider: "runware",
  question: "Is a webhook that was answered 500 delivered again?",
  whyItMatters:
    "Documented with back-off from 250 ms; how often is not. It says how far a webhook can be relied upon.",
  does: "Orders an image, answers its webhook with 500, and listens for 90 s more.",
  reliesOn: "neither",
  maxUsd: usdOf("runware", { text: 1 }),
  needs: ["webhook"],
  run: (context) =>
    webhookAgain(context, async (webhookURL) => {
      mustBeTaken(await send(context, [task(context.newId(), { webhookURL })]));
    }),
};
