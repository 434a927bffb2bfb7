import { type Check, no, unsure, yes } from "../../check.ts";
import { usdOf } from "../../price.ts";
import { gist } from "../../runner/read.ts";
import { order, submit } from "../../service/krea.ts";

export const check: Check = {
  id: "krea.invalid-is-422",
  provider: "krea",
  question: "Is a body that breaks the schema answered 422?",
  whyItMatters: "The document says 400, live tests of others saw 422; its body is not documented at all.",
  does: "Sends an order for a resolution that the schema does not have.",
  reliesOn: "neither",
  maxUsd: usdOf("krea", { text: 1 }),
  async run(context) {
    const refused = await submit(context, order({ resolution: "2K" }));
    const words = `${refused.status} ${gist(refused.body)}`;
    if (refused.status === 422) return yes(words, [refused]);
    return (refused.status === 400 ? no : unsure)(words, [refused]);
  },
};
