import { type Ran, runCli } from "./fake-terminal.ts";

/** A cell of {@link Document}. */
interface Cell {
  readonly provider: string;
  readonly status: string;
  readonly reason?: string;
  readonly images: { readonly file?: string; readonly byteLength: number }[];
  readonly cost: { readonly estimatedUsd: number; readonly usd: number; readonly basis: string };
  readonly failures: { readonly code: string; readonly billed: string }[];
}

/** What `compare --json` prints, as far as tests look at it. */
export interface Document extends Record<string, unknown> {
  readonly rows: {
    readonly prompt: string;
    readonly model: string;
    readonly seed: number;
    readonly cells: Cell[];
  }[];
}

export const cellsOf = ({ rows }: Document): Cell[] => rows.flatMap(({ cells }) => cells);

/** Compares in a terminal of its own, and reads what that prints. */
export async function compareJson(...args: string[]): Promise<Ran & { readonly document: Document }> {
  const ran = await runCli("compare", ...args, "--json");
  return { ...ran, document: ran.json() as Document };
}
