import { type Check, no, unsure, yes } from "../../check.ts";
import { usdOf } from "../../price.ts";
import { gist } from "../../runner/read.ts";
import { order, submit } from "../../service/krea.ts";

/** The highest that core lets pass, 2³² − 1. */
const SEED = 4_294_967_295;

export const check: Check = {
  id: "krea.highest-seed",
  provider: "krea",
  question: "Does Krea take the seed 4294967295?",
  whyItMatters:
    "The document names no range. A seed that is refused here ends the request: every service would get it.",
  does: "Orders an image with that seed.",
  reliesOn: "yes",
  maxUsd: usdOf("krea", { text: 1 }),
  async run(context) {
    const answer = await submit(context, order({ seed: SEED }));
    const words = `${answer.status} ${gist(answer.body)}`;
    if (answer.status === 200) return yes(words, [answer]);
    return (answer.status === 400 || answer.status === 422 ? no : unsure)(words, [answer]);
  },
};
