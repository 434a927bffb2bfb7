import type { Check } from "../../check.ts";
import { poll } from "../../service/runware.ts";
import { rateLimit } from "../shared/rate-limit.ts";

export const check: Check = {
  id: "runware.rate-limit",
  provider: "runware",
  question: "Does a 429 of Runware carry Retry-After?",
  whyItMatters: "Without it we wait by our own guess, and may ask too soon or too late.",
  does: "Sends 40 free reads at once.",
  reliesOn: "neither",
  maxUsd: 0,
  run: (context) => rateLimit(() => poll(context, context.newId())),
};
