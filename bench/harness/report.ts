import { writeFileSync } from "node:fs";
import { cpus, loadavg, totalmem } from "node:os";

/** A cell: numbers are rounded to about three digits, and what is not known is a dash. */
export type Cell = string | number | undefined;

/** A table in Markdown. */
export function printTable(title: string, head: readonly string[], rows: readonly (readonly Cell[])[]): void {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  console.log(`\n**${title}**\n`);
  console.log(line(head));
  console.log(line(head.map((_, index) => (index === 0 ? "---" : "---:"))));
  for (const row of rows) console.log(line(row.map(show)));
}

function show(cell: Cell): string {
  if (typeof cell === "string") return cell;
  if (cell === undefined || !Number.isFinite(cell)) return "–";
  const digits = Math.abs(cell) >= 100 ? 0 : Math.abs(cell) >= 10 ? 1 : 2;
  return Number.isInteger(cell) ? String(cell) : cell.toFixed(digits);
}

/** A figure and what it is a part of, with the ratio first. */
export const ratio = (part: number): string => (Number.isFinite(part) ? `${part.toFixed(2)} ×` : "–");

/** What the figures were measured on, and when. */
export function machineLine(): string {
  const [cpu] = cpus();
  const load = loadavg()[0]?.toFixed(1);
  const date = new Date().toISOString().slice(0, 10);
  return `${date}, Node ${process.version}, ${process.platform} ${process.arch}, ${cpus().length} × ${cpu?.model.trim()}, ${Math.round(totalmem() / 2 ** 30)} GiB, load before the run ${load}`;
}

/** Keeps the raw figures when somebody asked for them. */
export function saveJson(file: string, flags: object, figures: unknown): void {
  if (file === "") return;
  writeFileSync(file, `${JSON.stringify({ machine: machineLine(), flags, figures }, null, 1)}\n`);
}
