/** The candidate nearest to what was written, if it is near enough to be a slip of the hand. */
export function suggest(written: string, candidates: readonly string[]): string | undefined {
  const plain = plainForm(written.slice(0, 50));
  let best: string | undefined;
  let limit = Math.max(2, plain.length / 3 + 1);
  for (const candidate of candidates) {
    const distance = editDistance(plain, plainForm(candidate));
    if (distance < limit) [best, limit] = [candidate, distance];
  }
  return best;
}

/** Case, width, spacing and word separators do not count as mistakes of their own. */
export function plainForm(text: string): string {
  return text
    .normalize("NFKC")
    .toLowerCase()
    .replace(/[\s_-]/g, "");
}

/** Levenshtein distance, one row at a time. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const substituted = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(substituted, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
