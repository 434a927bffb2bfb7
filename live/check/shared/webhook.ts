import { type Finding, isIt, Unfinished } from "../../check.ts";
import type { LiveContext } from "../../runner/context.ts";
import { seconds, waitFor } from "../../runner/wait.ts";

/** How long further deliveries are waited for after the first was answered 500. */
const PATIENCE_MS = 90_000;

/** Whether a webhook that was not taken comes again. `order` orders an image that is announced at the address. */
export async function webhookAgain(
  context: LiveContext,
  order: (address: string) => Promise<void>,
): Promise<Finding> {
  const { webhook } = context;
  if (!webhook) throw new Unfinished("no address for webhooks was given");
  const address = webhook.address();
  await order(address);
  const first = await waitFor(
    context,
    { everyMs: 1000, forMs: 240_000 },
    async () => webhook.deliveriesTo(address)[0],
  );
  if (!first) throw new Unfinished("no webhook came within 240 s");
  await context.sleep(PATIENCE_MS);
  const all = webhook.deliveriesTo(address);
  const gaps = all.slice(1).map(({ at }, index) => seconds(at - (all[index]?.at ?? at)));
  const names = Object.keys(first.value.headers).filter((name) => /signature|webhook|svix|hmac/i.test(name));
  const sender = first.value.headers["user-agent"] ?? "no user agent";
  const signed = names.length > 0 ? `headers ${names.join(", ")}` : "no signature";
  const when = gaps.length > 0 ? ` after ${gaps.join(", ")}` : "";
  return isIt(all.length > 1)(`${all.length} deliveries${when}; ${sender}; ${signed}`);
}
