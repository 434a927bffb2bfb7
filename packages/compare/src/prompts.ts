import { type Issue, UnikreaError } from "@unikrea/core";

/** As long as a prompt of a request may be, in code points. */
const MAX_LENGTH = 10_000;
/** A control that is no tab: what is read is no text. A file in another encoding shows as U+FFFD. */
const UNREADABLE = /(?!\t)\p{Cc}|\p{Surrogate}|\ufffd/u;

/**
 * The prompts of a file: one a line. Blank lines and those that begin with `#` are left out; `\#` begins a prompt with that
 * sign. Spaces around a prompt are not part of it.
 *
 * @throws {UnikreaError} `invalid_input`, which names the line, when there is none or one cannot be sent
 */
export function parsePrompts(text: string): string[] {
  const lines = text.replace(/^\ufeff/, "").split(/\r\n|\n|\r/);
  const issues: Issue[] = [];
  const prompts = lines.flatMap((line, at) => {
    const trimmed = line.trim();
    if (trimmed === "" || trimmed.startsWith("#")) return [];
    const got = problemWith(trimmed);
    if (got) issues.push({ path: `line ${at + 1}`, expected: `a prompt of 1…${MAX_LENGTH} characters`, got });
    return trimmed.replace(/^\\#/, "#");
  });
  if (prompts.length === 0) {
    const got = `${lines.length} line${lines.length === 1 ? "" : "s"} without one`;
    issues.push({ path: "", expected: "at least one prompt, each on a line of its own", got });
  }
  if (issues.length === 0) return prompts;
  const said = issues.map(
    ({ path, expected, got }) => `${path || "the file"}: expected ${expected}, got ${got}`,
  );
  throw new UnikreaError("invalid_input", `${said.join("\n")}\nNothing was sent, nothing was billed`, {
    issues,
  });
}

function problemWith(prompt: string): string | undefined {
  const length = [...prompt].length;
  if (length > MAX_LENGTH) return `${length} characters`;
  const at = prompt.search(UNREADABLE);
  return at < 0 ? undefined : `a character that is no text, at offset ${at}`;
}
