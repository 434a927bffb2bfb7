import type { Check } from "../../check.ts";
import { usdOf } from "../../price.ts";
import { endToEnd } from "../shared/end-to-end.ts";

export const check: Check = {
  id: "runware.end-to-end",
  provider: "runware",
  question: "Does our provider make an image on Runware, from the request to the bytes?",
  whyItMatters: "The request, the model's name and every answer on the way were read in documents only.",
  does: "Has our library make one image and reads its bytes.",
  reliesOn: "yes",
  maxUsd: usdOf("runware", { text: 1 }),

  run: (context) => endToEnd(context, "runware"),
};
