import { fileURLToPath } from "node:url";
import { runScript } from "../run-script.ts";

const CHILD = fileURLToPath(new URL("child.ts", import.meta.url));

/** What a child was told before it died. */
export interface Testament {
  readonly name: string;
  /** The last version of each record that was acknowledged. */
  readonly versions: ReadonlyMap<string, number>;
  readonly spent: number;
}

/** Starts a child, kills it with SIGKILL at its `after`th word, and gives what it had said until then. */
export async function killChild(
  kind: string,
  place: string,
  name: string,
  after: number,
): Promise<Testament> {
  const isToDie = (said: string) => said.split("\n").length > after;
  const { signal, said, complaint } = await runScript(CHILD, [kind, place, name], isToDie);
  if (signal !== "SIGKILL") throw new Error(`the child ${name} ended by itself: ${complaint}`);
  return { name, ...heard(said) };
}

function heard(said: string): Pick<Testament, "versions" | "spent"> {
  const versions = new Map<string, number>();
  let spent = 0;
  for (const line of said.split("\n")) {
    const [what, id = "", number] = line.split(" ");
    if (what === "record") versions.set(id, Number(number));
    if (what === "spent") spent = Number(number);
  }
  return { versions, spent };
}

/** Numbers from 0 up to 1 that are the same for the same seed (mulberry32). */
export function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
