// What a user of an edge runtime loads: the smallest program that makes one image, with core and all three providers,
// bundled and minified by esbuild. Prints whose bytes they are, and fails above the limit.

import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";

/** Gzipped kilobytes of 1024 bytes. Why this figure: docs/decisions/0010-bundle-size.md. */
const LIMIT_KB = 59;

const program = `
import { createKrea2 } from "@unikrea/core";
import { cloudflare } from "@unikrea/provider-cloudflare";
import { krea } from "@unikrea/provider-krea";
import { runware } from "@unikrea/provider-runware";
const k2 = createKrea2({ providers: [krea(), cloudflare(), runware()] });
export default (prompt) => k2.generate({ prompt });
`;

const result = await build({
  stdin: {
    contents: program,
    resolveDir: fileURLToPath(new URL("../packages/cli", import.meta.url)),
    loader: "js",
  },
  bundle: true,
  minify: true,
  format: "esm",
  platform: "browser",
  target: "es2022",
  conditions: ["@unikrea/source", "worker", "browser"],
  legalComments: "none",
  write: false,
  metafile: true,
});

const [output] = Object.values(result.metafile.outputs);
const owners = new Map<string, number>();
for (const [path, { bytesInOutput }] of Object.entries(output?.inputs ?? {})) {
  const owner =
    /node_modules\/(?:\.pnpm\/[^/]+\/node_modules\/)?([^/]+)/.exec(path)?.[1] ??
    /([^/]+)\/src\//.exec(path)?.[1] ??
    "the program";
  owners.set(owner, (owners.get(owner) ?? 0) + bytesInOutput);
}
const code = result.outputFiles[0]?.contents ?? new Uint8Array();
const kilobytes = gzipSync(code, { level: 9 }).length / 1024;

for (const [owner, bytes] of [...owners].sort((a, b) => b[1] - a[1])) {
  console.log(`${owner.padEnd(22)} ${(bytes / 1024).toFixed(1).padStart(6)} kB minified`);
}
console.log(
  `${"all".padEnd(22)} ${(code.length / 1024).toFixed(1).padStart(6)} kB minified, ${kilobytes.toFixed(1)} kB gzipped; the limit is ${LIMIT_KB} kB`,
);
process.exitCode = kilobytes > LIMIT_KB ? 1 : 0;
