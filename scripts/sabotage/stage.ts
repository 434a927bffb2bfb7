// A copy of the packages to break: the working tree is never touched, and what is linked to packages leads to the copies.
import { spawn } from "node:child_process";
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { type Sabotage, sabotaged } from "./sabotage.ts";
import { type Ending, endingOf, failing } from "./verdict.ts";

/** A test file may take this long, in milliseconds. Without the safety line some calls never end. */
const RUN_MS = 45_000;

const CONFIG = `export default {
  resolve: { conditions: ["@unikrea/source"] },
  ssr: { resolve: { conditions: ["@unikrea/source"] } },
  test: { include: ["packages/*/test/**/*.test.ts"], fileParallelism: false },
};
`;

export interface Stage {
  /** Runs test files as they are, and gives those that fail. */
  rehearse(tests: readonly string[]): Promise<readonly string[]>;
  /** Breaks one line, runs its tests, and mends it. */
  perform(sabotage: Sabotage): Promise<Ending>;
  remove(): void;
}

/** Copies the packages of the repository at `root` to a new temporary folder. */
export function buildStage(root: string): Stage {
  const stage = mkdtempSync(join(tmpdir(), "unikrea-sabotage-"));
  const isWanted = (path: string) =>
    !/^(dist|out|\.turbo|\.bin|\.vite.*|.*\.tsbuildinfo)$/.test(basename(path));
  const options = { recursive: true, verbatimSymlinks: true, filter: isWanted };
  cpSync(join(root, "packages"), join(stage, "packages"), options);
  for (const name of readdirSync(root).filter((name) => /^(package|tsconfig.*)\.json$/.test(name)))
    cpSync(join(root, name), join(stage, name));
  linkModules(root, stage);
  writeFileSync(join(stage, "vitest.config.mjs"), CONFIG);
  const sourceOf = (file: string) => join(stage, "packages", file);

  return {
    async rehearse(tests) {
      return failing((await runTests(stage, tests)).report, tests);
    },
    async perform(sabotage) {
      const path = sourceOf(sabotage.file);
      const source = readFileSync(path, "utf8");
      const broken = sabotaged(sabotage, source);
      if ("problem" in broken) return { kind: "broken", problem: broken.problem };
      writeFileSync(path, broken.text);
      try {
        const { report, exitCode } = await runTests(stage, sabotage.tests);
        if (exitCode === null) return { kind: "broken", problem: "its tests did not come to an end" };
        return endingOf(report, exitCode);
      } finally {
        writeFileSync(path, source);
      }
    },
    remove: () => rmSync(stage, { recursive: true, force: true }),
  };
}

/** Everything that is installed, but our own packages as copies, and caches of its own. */
function linkModules(root: string, stage: string): void {
  const [from, to] = [join(root, "node_modules"), join(stage, "node_modules")];
  mkdirSync(to);
  for (const name of readdirSync(from)) {
    if (name === "@unikrea")
      cpSync(join(from, name), join(to, name), { recursive: true, verbatimSymlinks: true });
    else if (name === ".pnpm" || !name.startsWith("."))
      symlinkSync(join(from, name), join(to, name), "junction");
  }
}

/** Runs test files in a process of their own; without an exit code it had to be ended. */
function runTests(stage: string, tests: readonly string[]): Promise<Run> {
  const path = join(stage, "report.json");
  rmSync(path, { force: true });
  const vitest = join(stage, "node_modules", "vitest", "vitest.mjs");
  const files = tests.map((test) => `packages/${test}`);
  const flags = ["--config", join(stage, "vitest.config.mjs"), "--reporter=json", `--outputFile=${path}`];
  const child = spawn(process.execPath, [vitest, "run", "--root", stage, ...flags, ...files], {
    cwd: stage,
    stdio: "ignore",
    timeout: files.length * RUN_MS,
    killSignal: "SIGKILL",
  });
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (exitCode) => resolve({ report: readReport(path), exitCode }));
  });
}

interface Run {
  readonly report: unknown;
  readonly exitCode: number | null;
}

function readReport(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch {
    return undefined;
  }
}
