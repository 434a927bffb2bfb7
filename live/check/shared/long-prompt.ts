import { type Finding, no, unsure, yes } from "../../check.ts";
import { PROMPT } from "../../prompt.ts";
import type { Exchange } from "../../runner/exchange.ts";
import { gist } from "../../runner/read.ts";

/** The longest prompt that core lets pass, in characters. */
const LENGTH = 10_000;

/** Ours, again and again. */
export const longPrompt = (): string =>
  `${PROMPT}. `
    .repeat(LENGTH)
    .slice(0, LENGTH - 1)
    .padEnd(LENGTH, ".");

/** Whether an order with that prompt was taken. */
export function longPromptFinding(answer: Exchange, isTaken: boolean): Finding {
  const words = isTaken ? `${LENGTH} characters were taken` : `${answer.status} ${gist(answer.body)}`;
  if (isTaken) return yes(words);
  return (answer.status >= 400 && answer.status < 429 && answer.status !== 402 ? no : unsure)(words, [
    answer,
  ]);
}
