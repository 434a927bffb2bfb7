import type { Check } from "../../check.ts";
import { usdOf } from "../../price.ts";
import { repeated } from "./repeat.ts";

export const check: Check = {
  id: "runware.conflict-async",
  provider: "runware",
  question: "Is a repeated asynchronous task refused as conflictTaskUUID?",
  whyItMatters:
    "A lost submission is sent again, and nothing but this refusal keeps it from being billed twice.",
  does: "Sends one asynchronous task twice under one UUID.",
  reliesOn: "yes",
  maxUsd: usdOf("runware", { text: 2 }),
  run: (context) => repeated(context, "async"),
};
