import type { Check } from "../../check.ts";
import { usdOf } from "../../price.ts";
import { endToEnd } from "../shared/end-to-end.ts";

export const check: Check = {
  id: "cloudflare.end-to-end",
  provider: "cloudflare",
  question: "Does our provider make an image on Cloudflare by REST, from the request to the bytes?",
  whyItMatters: "Nobody has published an answer of Krea 2 on Cloudflare, good or bad.",
  does: "Has our library make one image and reads its bytes.",
  reliesOn: "yes",
  maxUsd: usdOf("cloudflare", { text: 1 }),

  run: (context) => endToEnd(context, "cloudflare"),
};
