import { type Check, isIt, no, Unfinished } from "../../check.ts";
import { usdOf } from "../../price.ts";
import { readHeader } from "../../runner/png.ts";
import { gist } from "../../runner/read.ts";
import { awaitEnd, jobIdOf, linkOf, order, submit } from "../../service/krea.ts";

export const check: Check = {
  id: "krea.three-to-four",
  provider: "krea",
  question: "Does Krea draw 3:4, at 896×1184 pixels?",
  whyItMatters:
    "Older pages list eight ratios without it, and its size is not published: ours is a guess by symmetry.",
  does: "Orders an image in 3:4 and measures it.",
  reliesOn: "neither",
  maxUsd: usdOf("krea", { text: 1 }),
  async run(context) {
    const submitted = await submit(context, order({ aspect_ratio: "3:4" }));
    if (submitted.status === 400 || submitted.status === 422)
      return no(`refused: ${submitted.status} ${gist(submitted.body)}`, [submitted]);
    const ended = await awaitEnd(context, jobIdOf(submitted));
    const link = linkOf(ended.body);
    if (link === undefined) throw new Unfinished(`no image came: ${gist(ended.body)}`);
    const { format, width, height } = readHeader((await context.readLink(link, "all")).bytes);
    return isIt(width === 896 && height === 1184)(`${format} ${width}×${height}`, [ended]);
  },
};
