import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import type { ExitCode } from "../src/index.ts";
import { run } from "../src/index.ts";
import type { Terminal } from "../src/terminal.ts";

/** What a run of the command wrote and ended with. */
export interface Ran {
  readonly code: ExitCode;
  readonly out: string;
  readonly err: string;
  /** `out` as the one JSON document that it must be. */
  json(): Record<string, unknown>;
  readonly cwd: string;
}

/** A terminal that remembers, with a folder of its own that goes away with the test. */
export function fakeTerminal(env: Terminal["env"] = {}, width = 100) {
  const [cwd, home] = [
    mkdtempSync(join(tmpdir(), "unikrea-cli-")),
    mkdtempSync(join(tmpdir(), "unikrea-home-")),
  ];
  onTestFinished(() => {
    for (const folder of [cwd, home]) rmSync(folder, { recursive: true, force: true });
  });
  const lines = { out: [] as string[], err: [] as string[] };
  const interrupts = new Set<() => void>();
  const listeners = new Set<(text: string) => void>();
  const write = (stream: string[]) => (text: string) => {
    stream.push(text);
    for (const listener of listeners) listener(text);
  };
  const terminal: Terminal = {
    out: write(lines.out),
    err: write(lines.err),
    isInteractive: false,
    width,
    env: { HOME: home, LOCALAPPDATA: home, ...env },
    cwd,
    onInterrupt(callback) {
      interrupts.add(callback);
      return () => interrupts.delete(callback);
    },
  };
  return {
    terminal,
    cwd,
    home,
    lines,
    interrupt: () => [...interrupts].forEach((callback) => void callback()),
    /** Resolves with the first text that matches. */
    waitFor: (pattern: RegExp) =>
      new Promise<string>((resolve) => {
        const seen = [...lines.out, ...lines.err].find((text) => pattern.test(text));
        if (seen !== undefined) resolve(seen);
        listeners.add((text) => void (pattern.test(text) && resolve(text)));
      }),
    async run(...args: string[]): Promise<Ran> {
      const code = await run(args, terminal);
      const [out, err] = [lines.out.join("\n"), lines.err.join("\n")];
      return { code, out, err, cwd, json: () => JSON.parse(out) };
    },
  };
}

/** Runs the command in a terminal of its own. */
export const runCli = (...args: string[]): Promise<Ran> => fakeTerminal().run(...args);
