import { type Check, no, unsure, yes } from "../../check.ts";
import { usdOf } from "../../price.ts";
import { gist } from "../../runner/read.ts";
import { sampleDataUri } from "../../runner/sample-image.ts";
import { input, linkOf, run } from "../../service/cloudflare.ts";

export const check: Check = {
  id: "cloudflare.data-uri",
  provider: "cloudflare",
  question: "Does Cloudflare take a data URI as a reference?",
  whyItMatters: "Until then images given as bytes are refused here, unless allowDataUris is set.",
  does: "Orders an image after a small picture of ours, inline as a style reference.",
  reliesOn: "neither",
  maxUsd: usdOf("cloudflare", { references: 1 }),
  async run(context) {
    const image_style_references = [{ url: sampleDataUri(), strength: 0.5 }];
    const exchange = await run(context, context.newId(), { input: input({ image_style_references }) });
    if (linkOf(exchange) !== undefined) return yes("an image came", [exchange]);
    const words = `${exchange.status} ${gist(exchange.body)}`;
    return (exchange.status === 400 || exchange.status === 422 ? no : unsure)(words, [exchange]);
  },
};
