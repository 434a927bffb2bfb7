import { type Check, isIt, unsure } from "../../check.ts";
import { usdOf } from "../../price.ts";
import { gist } from "../../runner/read.ts";
import { input, linkOf, run } from "../../service/cloudflare.ts";

export const check: Check = {
  id: "cloudflare.unknown-keys",
  provider: "cloudflare",
  question: "Is an unknown key in the input refused?",
  whyItMatters: "If it is dropped in silence, a misspelt or newer setting is paid for and not honoured.",
  does: "Orders an image with a setting that does not exist.",
  reliesOn: "neither",
  maxUsd: usdOf("cloudflare", { text: 1 }),
  async run(context) {
    const exchange = await run(context, context.newId(), { input: input({ no_such_setting: 1 }) });
    const isDrawn = linkOf(exchange) !== undefined;
    const words = isDrawn ? "an image came" : `${exchange.status} ${gist(exchange.body)}`;
    if (!isDrawn && exchange.status !== 400 && exchange.status !== 422) return unsure(words, [exchange]);
    return isIt(!isDrawn)(words, [exchange]);
  },
};
