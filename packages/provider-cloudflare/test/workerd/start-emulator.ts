import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { TestProject } from "vitest/node";

declare module "vitest" {
  interface ProvidedContext {
    emulator: string;
  }
}

/**
 * Starts the emulator in a process of its own: vitest loads this file as it loads the tests, with modules chosen for a
 * Worker, and those of a server are others.
 */
export default async function setup(project: TestProject) {
  const path = fileURLToPath(new URL("./serve-emulator.ts", import.meta.url));
  const emulator = fork(path, { execArgv: ["--conditions=@unikrea/source"] });
  const ended = once(emulator, "exit").then(([code]) => {
    throw new Error(`the emulator did not start: it ended with ${code}`);
  });
  const [origin] = await Promise.race([once(emulator, "message"), ended]);
  project.provide("emulator", String(origin));
  return () => void emulator.kill();
}
