import { type Check, no, unsure, yes } from "../../check.ts";
import { usdOf } from "../../price.ts";
import { gist } from "../../runner/read.ts";
import { finishedJob, order, submit } from "../../service/krea.ts";

export const check: Check = {
  id: "krea.reference-below-zero",
  provider: "krea",
  question: "Does Krea take a style reference with a strength below zero?",
  whyItMatters: "Newer prose says −2…2, the document 0…1. Until then wideStrengths is off.",
  does: "Orders an image after another of ours, with a strength of -0.5.",
  reliesOn: "neither",
  maxUsd: usdOf("krea", { text: 1, references: 1 }),
  async run(context) {
    const { link } = await finishedJob(context);
    const image_style_references = [{ url: link, strength: -0.5 }];
    const answer = await submit(context, order({ image_style_references }));
    const words = `${answer.status} ${gist(answer.body)}`;
    if (answer.status === 200) return yes(words, [answer]);
    return (/strength/.test(gist(answer.body, 2000)) ? no : unsure)(words, [answer]);
  },
};
