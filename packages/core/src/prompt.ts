import type { Issue } from "./error.ts";
import { preview } from "./preview.ts";
import { LIMITS } from "./request.ts";

/** Nothing that leaves a mark: white space, controls, zero-width characters, byte order marks. */
const BLANK = /^[\s\p{Cc}\p{Cf}]*$/u;
/** Half of a surrogate pair, which cannot be encoded, or a control that is no tab and no line break. */
const UNSENDABLE = /\p{Surrogate}|(?![\t\n\r])\p{Cc}/u;
/** Marks that make text read otherwise than it is stored. Legal, but worth a warning. */
export const BIDI_OVERRIDE = /[\u202a-\u202e\u2066-\u2069]/;

/** Checks what no schema can say about a prompt. It goes through unchanged: nothing is trimmed or normalised. */
export function checkPrompt(prompt: unknown, issues: Issue[]): void {
  if (typeof prompt !== "string") return;
  const refuse = (got: string) =>
    issues.push({ path: "prompt", expected: `text of 1…${LIMITS.promptLength} characters`, got });
  // A code point has at most two UTF-16 units, so a text that is far too long need not be counted.
  const length = prompt.length > 2 * LIMITS.promptLength ? prompt.length : [...prompt].length;
  const at = prompt.search(UNSENDABLE);
  if (length > LIMITS.promptLength) refuse(`${length} characters`);
  else if (BLANK.test(prompt)) refuse(`${prompt && "only blanks: "}${preview(prompt)}`);
  else if (at >= 0) refuse(`${preview(prompt[at])} at offset ${at}, which cannot be sent`);
}
