// What it costs to load the library: time, memory, bytes, packages. Ours is built afresh, as it would be published.
import { spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { peerFolder } from "./driver/peer.ts";
import { availablePrograms, type Program } from "./driver/program.ts";
import { readFlags } from "./harness/flag.ts";
import { measureInstall } from "./harness/install.ts";
import { monotonicMs } from "./harness/monotonic.ts";
import { machineLine, printTable, saveJson } from "./harness/report.ts";
import { stagePackages } from "./harness/stage.ts";
import { median, shuffle } from "./harness/statistic.ts";

const flags = readFlags({ rounds: 15 }, { rounds: 1 });
console.log(machineLine());
const programs = availablePrograms();
const stage = stagePackages();
const folderOf = ({ of }: Program) => (of === "peer" ? peerFolder : stage);

/** One start of a process: all of it, and the imports alone. */
interface Start {
  readonly processMs: number;
  readonly importMs: number;
  readonly rssBytes: number;
}

function start(folder: string, imports: readonly string[]): Start {
  const lines = imports.map((name) => `await import(${JSON.stringify(name)});`).join("\n");
  const script = `
    const rss = process.memoryUsage().rss;
    const startedAt = performance.now();
    ${lines}
    console.log(performance.now() - startedAt, process.memoryUsage().rss - rss);`;
  const startedAt = monotonicMs();
  const { status, stdout, stderr } = spawnSync(process.execPath, ["--input-type=module", "-e", script], {
    cwd: folder,
    encoding: "utf8",
  });
  if (status !== 0) throw new Error(`${imports.join(", ")}: ${stderr.slice(-300)}`);
  const [importMs = Number.NaN, rssBytes = Number.NaN] = stdout.trim().split(" ").map(Number);
  return { processMs: monotonicMs() - startedAt, importMs, rssBytes };
}

/** Some packages for Node still call `require`, which modules do not have. */
const REQUIRE =
  'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);';

/** The program in one file, for a Worker; or for Node, where something in it is for Node alone. */
async function bundle(program: Program, platform: "browser" | "node"): Promise<Uint8Array> {
  const { outputFiles } = await build({
    stdin: { contents: program.source, resolveDir: folderOf(program), loader: "js" },
    bundle: true,
    minify: true,
    format: "esm",
    platform,
    target: "es2022",
    conditions: platform === "browser" ? ["worker", "browser"] : [],
    banner: platform === "node" ? { js: REQUIRE } : {},
    legalComments: "none",
    logLevel: "silent",
    write: false,
  });
  return outputFiles[0]?.contents ?? new Uint8Array();
}

const bundles = new Map<Program, Uint8Array>();
const bundleFolder = join(stage, "bundles");
mkdirSync(bundleFolder);
const bundleFileOf = (program: Program) => join(bundleFolder, `${programs.indexOf(program)}.mjs`);
for (const program of programs) {
  const forWorker = await bundle(program, "browser").catch(() => undefined);
  const forNode = await bundle(program, "node");
  bundles.set(program, forWorker ?? forNode);
  writeFileSync(bundleFileOf(program), forNode);
}

const empty: Start[] = [];
const installed = new Map(programs.map((program): [Program, Start[]] => [program, []]));
const bundled = new Map(programs.map((program): [Program, Start[]] => [program, []]));
// The first round only warms the disk's cache.
for (let round = 0; round <= flags.rounds; round++) {
  const keep = (starts: Start[] | undefined, reading: Start) => void (round > 0 && starts?.push(reading));
  keep(empty, start(stage, []));
  for (const program of shuffle(programs)) {
    keep(installed.get(program), start(folderOf(program), program.imports));
    keep(bundled.get(program), start(stage, [bundleFileOf(program)]));
  }
}

const emptyMs = median(empty.map(({ processMs }) => processMs));
const figures = programs.map((program) => {
  const starts = installed.get(program) ?? [];
  const code = bundles.get(program) ?? new Uint8Array();
  return {
    name: program.name,
    processMs: median(starts.map(({ processMs }) => processMs)),
    importMs: median(starts.map(({ importMs }) => importMs)),
    bundleImportMs: median((bundled.get(program) ?? []).map(({ importMs }) => importMs)),
    rssBytes: median(starts.map(({ rssBytes }) => rssBytes)),
    bundleBytes: code.length,
    gzipBytes: gzipSync(code, { level: 9 }).length,
    ...measureInstall(folderOf(program), program.imports),
  };
});
saveJson(flags.json, flags, { emptyMs, programs: figures });
printTable(
  `an empty process takes ${emptyMs.toFixed(1)} ms; ${flags.rounds} rounds`,
  [
    ...["program", "process × empty", "import ms", "import of the bundle ms", "rss MB"],
    ...["bundle kB", "gzipped kB", "packages", "installed MB"],
  ],
  figures.map((figure) => [
    figure.name,
    `${(figure.processMs / emptyMs).toFixed(2)} ×`,
    figure.importMs,
    figure.bundleImportMs,
    figure.rssBytes / 2 ** 20,
    figure.bundleBytes / 1024,
    figure.gzipBytes / 1024,
    figure.packages,
    figure.bytes / 2 ** 20,
  ]),
);
