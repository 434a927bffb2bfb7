// Installs the libraries that we measure ourselves against, at fixed versions, into the folder that BENCH_PEERS names. It
// must lie outside the repository: they are not ours to ship, to audit or to keep current.
//
//   BENCH_PEERS=$(mktemp -d) node setup.ts

import { spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const VERSIONS = {
  ai: "7.0.173",
  "@ai-sdk/replicate": "3.0.46",
  replicate: "1.4.0",
  "@runware/sdk-js": "1.3.2",
  zod: "4.6.7",
};

const folder = process.env.BENCH_PEERS;
const repository = fileURLToPath(new URL("..", import.meta.url));
if (!folder || !relative(repository, resolve(folder)).startsWith("..")) {
  console.error("Set BENCH_PEERS to a folder outside this repository.");
  process.exit(1);
}
mkdirSync(folder, { recursive: true });
writeFileSync(join(folder, "package.json"), '{ "name": "bench-peers", "private": true, "type": "module" }\n');
// An import from within the folder finds what is installed there.
writeFileSync(join(folder, "load.mjs"), "export const load = (name) => import(name);\n");
const packages = Object.entries(VERSIONS).map(([name, version]) => `${name}@${version}`);
const { status } = spawnSync("npm", ["install", "--no-audit", "--no-fund", "--loglevel=error", ...packages], {
  cwd: folder,
  stdio: "inherit",
  shell: process.platform === "win32",
});
if (status === 0) console.log(`export BENCH_PEERS=${resolve(folder)}`);
process.exitCode = status ?? 1;
