// Holds the tree to its own rules: who may import whom, which files stay pure, where state may live.
// A rule that is only written down is forgotten; this one fails the build.
import { readdirSync, readFileSync } from "node:fs";
import { join, posix } from "node:path";
import { fileURLToPath } from "node:url";

/** What a package's sources may import besides their own files. A trailing slash takes everything below. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  core: ["zod/mini", "ofetch", "uuid"],
  "provider-*": ["@unikrea/core", "@unikrea/core/provider", "zod/mini"],
  emulator: [
    "node:",
    "hono",
    "hono/",
    "@hono/node-server",
    "@hono/node-server/",
    "ajv/",
    "ajv-formats",
    "ws",
    "sharp",
    "opentype.js",
  ],
  ledger: [
    "@unikrea/core/ledger",
    "@unikrea/core",
    "zod/mini",
    "node:crypto",
    "node:fs",
    "node:fs/promises",
    "node:path",
  ],
  compare: ["@unikrea/core", "@unikrea/core/provider", "node:", "imghash", "csv-stringify/sync", "hono/html"],
  testkit: ["@unikrea/core", "@unikrea/core/provider", "vitest", "fast-check", "zod/mini", "node:"],
  cli: [
    "@unikrea/",
    "node:",
    "commander",
    "picocolors",
    "cli-table3",
    "csv-stringify/sync",
    "string-width",
    "yocto-spinner",
    "ts-pattern",
    "zod/mini",
  ],
};

/** Imports that only one file of a package may have. */
const ONLY_IN: readonly { imported: string; file: string }[] = [
  { imported: "ofetch", file: "core/src/http.ts" },
  { imported: "uuid", file: "core/src/id.ts" },
];

/** Scripts that run in a page, just as they are: they become one script there, so each imports only its neighbours. */
const IN_PAGE = /^[^/]+\/src\/browser\/[^/]+\.js$/;

/** Files that compute and do nothing else: no waiting, no clock, no chance, no world. */
const PURE =
  /^(provider-[^/]+\/src\/(mapping|capabilities|pricing|errors|wire|answer|search)|core\/src\/(address|answer|backoff|breaker|capabilities|charge|decision|image-header|latency|poll-schedule|preview|price|price-override|prompt|ratio|redact|request|retry-budget|route|slot|snapshot|split|suggestion|transport-failure|warning|watch)|ledger\/src\/costs\/(query|row|sum|summary))\.ts$/;
const IMPURE =
  /\b(async(?=\s*\(|\s+\w)|await|fetch\(|Date\.now|new Date\(\)|performance\.|Math\.random|crypto\.|setTimeout|setInterval|process\.|globalThis)/;

/** Waiting is core's and the edge's: in a provider only its client may. */
const MAY_WAIT = /^provider-[^/]+\/src\/(client|port|binding|rest|cost)\.ts$/;

/** Core knows no provider. */
const PROVIDER_NAMES = /["'`](krea|cloudflare|runware)["'`]/;

const MAX_LINES = 250;

export interface SourceFile {
  /** Below `packages/`, with forward slashes. */
  readonly path: string;
  readonly text: string;
}

/** Every broken rule, as a sentence. */
export function checkBoundaries(files: readonly SourceFile[]): string[] {
  return files.flatMap(({ path, text }) => {
    const problems: string[] = [];
    const code = withoutComments(text);
    const owner = path.split("/")[0] ?? "";
    const allowed = MAY_IMPORT[owner] ?? MAY_IMPORT[owner.replace(/^provider-.*/, "provider-*")];
    if (!allowed) problems.push(`${path}: no rule says what ${owner} may import`);
    for (const imported of importsOf(code)) {
      if (IN_PAGE.test(path) && !IN_PAGE.test(targetOf(path, imported)))
        problems.push(`${path}: runs in a page, where there is no ${imported}`);
      if (imported.startsWith(".")) {
        if (!/\.(ts|json)$/.test(imported) && !IN_PAGE.test(targetOf(path, imported)))
          problems.push(`${path}: ${imported} lacks its extension`);
        if (climbsOut(path, imported)) problems.push(`${path}: ${imported} leaves its package`);
        continue;
      }
      const isAllowed = allowed?.some(
        (name) => imported === name || (/[/:]$/.test(name) && imported.startsWith(name)),
      );
      if (!isAllowed) problems.push(`${path}: may not import ${imported}`);
      const only = ONLY_IN.find((rule) => rule.imported === imported);
      if (only && only.file !== path) problems.push(`${path}: only ${only.file} imports ${imported}`);
    }
    if (PURE.test(path)) {
      const impure = IMPURE.exec(code);
      if (impure) problems.push(`${path}: a pure file, but it has ${impure[0]}`);
    }
    if (owner.startsWith("provider-") && !MAY_WAIT.test(path) && /\bawait\b/.test(code)) {
      problems.push(`${path}: only client.ts waits`);
    }
    if (owner === "core" && PROVIDER_NAMES.test(code))
      problems.push(`${path}: core knows a provider by name`);
    if (/^(core|provider-)/.test(owner) && /^(let|var) /m.test(code))
      problems.push(`${path}: state of the whole module`);
    const lines = text.split("\n").length;
    if (lines > MAX_LINES) problems.push(`${path}: ${lines} lines; the limit is ${MAX_LINES}`);
    if (/(^|\/)(utils|helpers|types|constants)\.ts$/.test(path))
      problems.push(`${path}: a name that says nothing`);
    return problems;
  });
}

const withoutComments = (text: string) =>
  text.replace(/\/\*[\s\S]*?\*\//g, "").replace(/(^|\s)\/\/.*$/gm, "$1");

function importsOf(code: string): string[] {
  const statements = code.matchAll(
    /^\s*(?:import|export)\b[^"';]*?\bfrom\s+["']([^"']+)["']|^\s*import\s+["']([^"']+)["']/gm,
  );
  const calls = code.matchAll(/\bimport\(\s*["']([^"']+)["']/g);
  return [...statements, ...calls].map(([, from, bare]) => from ?? bare ?? "");
}

/** Whether a relative import leads above the package's `src`. */
function climbsOut(path: string, imported: string): boolean {
  const depth = path.split("/").length - 3;
  return (imported.match(/\.\.\//g) ?? []).length > depth;
}

/** Where a relative import leads, written like the path of a source. */
const targetOf = (path: string, imported: string) => posix.join(posix.dirname(path), imported);

/** The sources of every package. */
export function readSources(packages: string): SourceFile[] {
  return readdirSync(packages).flatMap((owner) => {
    const src = join(packages, owner, "src");
    const names = readdirSync(src, { recursive: true, encoding: "utf8" }).filter((name) =>
      /(?<!\.d)\.[jt]s$/.test(name),
    );
    return names.map((name) => ({
      path: `${owner}/src/${name.replaceAll("\\", "/")}`,
      text: readFileSync(join(src, name), "utf8"),
    }));
  });
}

if (import.meta.main ?? process.argv[1] === fileURLToPath(import.meta.url)) {
  const files = readSources(fileURLToPath(new URL("../packages", import.meta.url)));
  const problems = checkBoundaries(files);
  for (const problem of problems) console.error(problem);
  console.log(`boundaries: ${files.length} files, ${problems.length} problems`);
  process.exitCode = problems.length > 0 ? 1 : 0;
}
