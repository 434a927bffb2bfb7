import { isUnikreaError } from "@unikrea/core";
import { type Finding, no, type ServiceId, unsure, yes } from "../../check.ts";
import { MODEL } from "../../price.ts";
import { PROMPT } from "../../prompt.ts";
import type { LiveContext } from "../../runner/context.ts";
import { readHeader } from "../../runner/png.ts";
import { seconds } from "../../runner/wait.ts";
import { telling } from "./telling.ts";

/** Whether our own library makes an image there, from the order to the bytes. */
export async function endToEnd(context: LiveContext, service: ServiceId): Promise<Finding> {
  const start = context.clock.now();
  try {
    const result = await context
      .client(service)
      .generate({ prompt: PROMPT, model: MODEL, aspectRatio: "16:9" });
    const bytes = await result.images[0]?.bytes();
    const took = seconds(context.clock.now() - start);
    const fixture = telling(context);
    if (!bytes) return no("it brought no image", fixture);
    const file = readHeader(bytes);
    const cost = `$${result.cost?.usd ?? "?"} ${result.cost?.basis ?? ""}`;
    return yes(
      `${file.format} ${file.width}×${file.height}, ${bytes.length} bytes after ${took}, ${cost}`,
      fixture,
    );
  } catch (error) {
    if (!isUnikreaError(error)) throw error;
    const words = `${error.code}, billed ${error.billed}: ${error.message}`;
    // What is wrong with the account says nothing about our code.
    const isAccount = ["authentication", "insufficient_credits", "rate_limited"].includes(error.code);
    return (isAccount ? unsure : no)(words, telling(context));
  }
}
