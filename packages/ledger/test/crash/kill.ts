import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

const CHILD = fileURLToPath(new URL("child.ts", import.meta.url));
/** Most of a child's short life is compiling. */
const NODE_COMPILE_CACHE = fileURLToPath(new URL("../../node_modules/.cache/compile", import.meta.url));

/** What a child was told before it died. */
export interface Testament {
  readonly name: string;
  /** The last version of each record that was acknowledged. */
  readonly versions: ReadonlyMap<string, number>;
  readonly spent: number;
}

/** Starts a child, kills it with SIGKILL at its `after`th word, and gives what it had said until then. */
export function killChild(kind: string, place: string, name: string, after: number): Promise<Testament> {
  const args = [
    "--conditions=@unikrea/source",
    "--disable-warning=ExperimentalWarning",
    CHILD,
    kind,
    place,
    name,
  ];
  const child = spawn(process.execPath, args, {
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, NODE_COMPILE_CACHE },
  });
  let said = "";
  let complaint = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    complaint += text;
  });
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    said += text;
    // It goes on while the signal is on its way, so it dies wherever it happens to be.
    if (said.split("\n").length > after) child.kill("SIGKILL");
  });
  return new Promise((resolve, reject) => {
    child.on("close", (_, signal) => {
      if (signal !== "SIGKILL") reject(new Error(`the child ${name} ended by itself: ${complaint}`));
      else resolve({ name, ...heard(said) });
    });
  });
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
