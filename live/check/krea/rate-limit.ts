import type { Check } from "../../check.ts";
import { rateLimit } from "../shared/rate-limit.ts";

export const check: Check = {
  id: "krea.rate-limit",
  provider: "krea",
  question: "Does a 429 of Krea carry Retry-After?",
  whyItMatters: "Without it we wait by our own guess, and may ask too soon or too late.",
  does: "Sends 40 free reads at once.",
  reliesOn: "neither",
  maxUsd: 0,
  run: (context) => rateLimit(() => context.ask("krea", { method: "GET", path: "/jobs?limit=1" })),
};
