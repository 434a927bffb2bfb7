import { type Check, unsure } from "../../check.ts";

/** Listed so that nobody takes its absence for proof. */
export const check: Check = {
  id: "cloudflare.binding",
  provider: "cloudflare",
  question: "Do cacheKey, metadata and retries of the AI binding apply to krea/* models?",
  whyItMatters: "Recovery by a binding rests on them, as it does by REST.",
  does: "Nothing: a binding exists in a deployed Worker only.",
  reliesOn: "yes",
  maxUsd: 0,
  run: async () => unsure("not testable from here: a binding exists in a deployed Worker only"),
};
