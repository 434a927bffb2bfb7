import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

const FLAGS = ["--conditions=@unikrea/source", "--disable-warning=ExperimentalWarning"];
/** Most of a child's short life is compiling. */
const NODE_COMPILE_CACHE = fileURLToPath(new URL("../node_modules/.cache/compile", import.meta.url));

/** How a process ended, and what it had said until then. */
export interface ScriptEnd {
  readonly code: number | null;
  readonly signal: string | null;
  readonly said: string;
  readonly complaint: string;
}

/** Runs a script in a process of its own, until it ends, or is killed with SIGKILL for what it has said. */
export function runScript(
  script: string,
  args: readonly string[],
  isToDie: (said: string) => boolean = () => false,
): Promise<ScriptEnd> {
  const child = spawn(process.execPath, [...FLAGS, script, ...args], {
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
    if (isToDie(said)) child.kill("SIGKILL");
  });
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code, signal) => resolve({ code, signal, said, complaint }));
  });
}
