import { type Check, no, unsure, yes } from "../../check.ts";
import { usdOf } from "../../price.ts";
import { gist } from "../../runner/read.ts";
import { sampleDataUri } from "../../runner/sample-image.ts";
import { order, submit } from "../../service/krea.ts";

export const check: Check = {
  id: "krea.long-data-uri",
  provider: "krea",
  question: "Does Krea take a data URI of more than 1024 characters as a reference?",
  whyItMatters: "With zero data retention there is no other way; the document's cap would forbid it.",
  does: "Orders an image after a small picture of ours, inline as a style reference.",
  reliesOn: "yes",
  maxUsd: usdOf("krea", { references: 1 }),
  async run(context) {
    const url = sampleDataUri();
    const answer = await submit(context, order({ image_style_references: [{ url, strength: 0.5 }] }));
    const words = `${url.length} characters: ${answer.status} ${gist(answer.body)}`;
    if (answer.status === 200) return yes(words, [answer]);
    return (answer.status === 400 || answer.status === 422 ? no : unsure)(words, [answer]);
  },
};
