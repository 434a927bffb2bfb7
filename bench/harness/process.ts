import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { toArguments } from "./flag.ts";

/** Every process of the bench runs the packages from their sources. */
const NODE_ARGUMENTS = ["--conditions=@unikrea/source", "--no-warnings"];

/** What `GET /control` of the fake server answers. */
export interface Snapshot {
  readonly counts: { requests: number; submissions: number; polls: number; peakSockets: number };
  readonly jobs: readonly { tag: string; doneAtMs: number; polls: number }[];
}

/** A fake server that runs. */
export interface FakeServer {
  readonly base: string;
  snapshot(): Promise<Snapshot>;
  /** Forgets all jobs and counts. */
  reset(): Promise<void>;
  stop(): void;
}

/** What the fake server at this address has seen. */
export async function snapshotOf(base: string): Promise<Snapshot> {
  return (await fetch(`${base}/control`)).json();
}

/** Makes the fake server at this address forget all jobs and counts. */
export async function resetAt(base: string): Promise<void> {
  await fetch(`${base}/control`, { method: "DELETE" });
}

/** Starts the fake services in a process of their own. */
export async function startServer(): Promise<FakeServer> {
  const main = fileURLToPath(new URL("../server/main.ts", import.meta.url));
  const child = spawn(process.execPath, [...NODE_ARGUMENTS, main], { stdio: ["pipe", "pipe", "inherit"] });
  const [port] = await once(createInterface({ input: child.stdout }), "line");
  const base = `http://127.0.0.1:${port}`;
  return {
    base,
    snapshot: () => snapshotOf(base),
    reset: () => resetAt(base),
    stop: () => void child.stdin.end(),
  };
}

/** What a child could not do. */
export interface Failure {
  readonly error: string;
}

/** Runs a child script and gives what it printed last, as JSON. */
export async function runChild<Figures extends object>(
  script: URL,
  flags: Record<string, string | number | boolean>,
  nodeArguments: readonly string[] = [],
): Promise<Figures | Failure> {
  const file = fileURLToPath(script);
  const command = [...NODE_ARGUMENTS, ...nodeArguments, file, ...toArguments(flags)];
  const child = spawn(process.execPath, command, { stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  let complaint = "";
  child.stdout.on("data", (chunk) => {
    output += chunk;
  });
  child.stderr.on("data", (chunk) => {
    complaint += chunk;
  });
  const [code, signal] = await once(child, "close");
  if (code === 0) return JSON.parse(output.trim().split("\n").at(-1) ?? "");
  const [line = ""] = complaint.split("\n").filter((text) => /error/i.test(text));
  return { error: `${signal ?? `exit ${code}`} ${line}`.trim() };
}

/** Runs the tasks, `lanes` at a time, in order. */
export async function runInLanes(lanes: number, tasks: readonly (() => Promise<void>)[]): Promise<void> {
  const queue = [...tasks];
  const runLane = async () => {
    for (let task = queue.shift(); task; task = queue.shift()) await task();
  };
  await Promise.all(Array.from({ length: lanes }, runLane));
}
