import stringWidth from "string-width";

/**
 * Words in lines of at most `width` columns, each behind `head` or, from the second line on, below its end. A word is never
 * broken: one that is wider has its own line.
 */
export function fillLines(words: readonly string[], width: number, head = ""): string[] {
  const margin = stringWidth(head);
  const room = Math.max(width - margin, MIN_COLUMNS);
  const lines: string[] = [];
  for (const word of words) {
    const last = lines.at(-1);
    const longer = last === undefined ? word : `${last} ${word}`;
    if (last !== undefined && stringWidth(longer) <= room) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines.map((line, index) => (index === 0 ? head : " ".repeat(margin)) + line);
}

/** However narrow the terminal is. */
const MIN_COLUMNS = 24;
