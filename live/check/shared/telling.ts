import type { LiveContext } from "../../runner/context.ts";
import type { Exchange } from "../../runner/exchange.ts";

/** Of all exchanges of the library those that tell the story: the orders, and the last word on what became of them. */
export function telling({ seen }: LiveContext): Exchange[] {
  const words = seen.filter(({ service, body }) => service !== "link" && body !== "a file");
  return words.filter(({ method }, index) => method !== "GET" || index === words.length - 1).slice(-4);
}
