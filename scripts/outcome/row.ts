/** A line of a table in Markdown. */
export const row = (...cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
