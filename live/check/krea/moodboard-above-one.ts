import { type Check, no, unsure, yes } from "../../check.ts";
import { usdOf } from "../../price.ts";
import { gist } from "../../runner/read.ts";
import { order, submit } from "../../service/krea.ts";

/** Fits the schema. Whether there is such a board does not matter: ranges are checked before boards are looked for. */
const NO_BOARD = "00000000-0000-0000-0000-000000000000";

export const check: Check = {
  id: "krea.moodboard-above-one",
  provider: "krea",
  question: "Does Krea's schema let a moodboard strength above one pass?",
  whyItMatters: "Newer prose says −0.5…1.5, the document 0…1. Until then wideStrengths is off.",
  does: "Orders an image after a moodboard that does not exist, with a strength of 1.2, and reads the refusal.",
  reliesOn: "neither",
  maxUsd: usdOf("krea", { moodboard: 1 }),
  async run(context) {
    const answer = await submit(context, order({ moodboards: [{ id: NO_BOARD, strength: 1.2 }] }));
    const words = `${answer.status} ${gist(answer.body)}`;
    if (answer.status === 200) return yes(words, [answer]);
    return (/strength/.test(gist(answer.body, 2000)) ? no : unsure)(words, [answer]);
  },
};
