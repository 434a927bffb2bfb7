import { type Check, isIt } from "../../check.ts";
import { usdOf } from "../../price.ts";
import { age } from "../../runner/wait.ts";
import { finishedRun } from "../../service/cloudflare.ts";

export const check: Check = {
  id: "cloudflare.link-signed-for-a-day",
  provider: "cloudflare",
  question: "Is the link of an image signed for 24 hours?",
  whyItMatters:
    "Seen on other models only. A shorter life would kill links that are waiting to be downloaded.",
  does: "Orders an image and reads X-Amz-Expires in its link.",
  reliesOn: "neither",
  maxUsd: usdOf("cloudflare", { text: 1 }),
  async run(context) {
    const { link } = await finishedRun(context);
    const { searchParams, hostname } = new URL(link);
    const lifetime = searchParams.get("X-Amz-Expires");
    if (lifetime === null) return isIt(false)(`a link on ${hostname} without X-Amz-Expires`);
    return isIt(lifetime === "86400")(`X-Amz-Expires=${lifetime}, ${age(Number(lifetime) * 1000)}`);
  },
};
