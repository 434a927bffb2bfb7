import { type Check, isIt, Unfinished } from "../../check.ts";
import { usdOf } from "../../price.ts";
import { readHeader } from "../../runner/png.ts";
import { finishedRun } from "../../service/cloudflare.ts";

export const check: Check = {
  id: "cloudflare.file",
  provider: "cloudflare",
  question: "Is the image a PNG of Krea's own size, 1024×1024 for 1:1?",
  whyItMatters: "Neither format nor size is published; a failover should keep both.",
  does: "Orders an image and measures its file.",
  reliesOn: "neither",
  maxUsd: usdOf("cloudflare", { text: 1 }),
  async run(context) {
    const { link } = await finishedRun(context);
    const { status, bytes } = await context.readLink(link, "all");
    if (status !== 200) throw new Unfinished(`the link answered ${status}`);
    const { format, width, height } = readHeader(bytes);
    return isIt(format === "PNG" && width === 1024 && height === 1024)(`${format} ${width}×${height}`);
  },
};
