import { Unfinished } from "../../check.ts";
import { FAILING_PROMPT } from "../../prompt.ts";
import type { LiveContext } from "../../runner/context.ts";
import { gist } from "../../runner/read.ts";
import { input, linkOf, recordOf, run, settledRows } from "../../service/cloudflare.ts";

/** A reserved name that never resolves: whoever fetches it fails. */
const NOWHERE = "https://reference.invalid/none.png";

/** A run that must fail behind the gateway, since its reference cannot be fetched, and its rows in the log. */
export async function failedRun(context: LiveContext) {
  const key = context.newId();
  const image_style_references = [{ url: NOWHERE, strength: 0.5 }];
  const exchange = await run(context, key, {
    input: input({ prompt: FAILING_PROMPT, image_style_references }),
  });
  const words = `${exchange.status} ${gist(recordOf(exchange))}`;
  if (linkOf(exchange) !== undefined)
    throw new Unfinished("the run did not fail, although its reference is nowhere");
  return { exchange, words, rows: await settledRows(context, key) };
}
