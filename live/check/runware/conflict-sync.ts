import type { Check } from "../../check.ts";
import { usdOf } from "../../price.ts";
import { repeated } from "./repeat.ts";

export const check: Check = {
  id: "runware.conflict-sync",
  provider: "runware",
  question: "Is a repeated synchronous task refused as conflictTaskUUID, once the first is done?",
  whyItMatters:
    "With deliveryMethod sync the answer is lost most easily, and the repeat comes after the work.",
  does: "Sends one synchronous task twice under one UUID, the second when the first is answered.",
  reliesOn: "yes",
  maxUsd: usdOf("runware", { text: 2 }),
  run: (context) => repeated(context, "sync"),
};
