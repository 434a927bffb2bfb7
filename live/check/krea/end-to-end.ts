import type { Check } from "../../check.ts";
import { usdOf } from "../../price.ts";
import { endToEnd } from "../shared/end-to-end.ts";

/** Krea, "nothing here was checked against the live service". */
export const check: Check = {
  id: "krea.end-to-end",
  provider: "krea",
  question: "Does our provider make an image on Krea, from the request to the bytes?",
  whyItMatters: "The request, its defaults and every answer on the way were read in documents only.",
  does: "Has our library make one image and reads its bytes.",
  reliesOn: "yes",
  maxUsd: usdOf("krea", { text: 1 }),
  run: (context) => endToEnd(context, "krea"),
};
