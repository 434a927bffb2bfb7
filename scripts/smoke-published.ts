// Runs what would be published, the built JavaScript of every package, on each Node that is at hand: this one, and the
// machine's own, which may be as old as the oldest that the packages promise to run on.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));

/** Node executables on the path, without the one that the workspace brings. */
function nodesOnPath(): string[] {
  const name = process.platform === "win32" ? "node.exe" : "node";
  const folders = (process.env.PATH ?? "")
    .split(delimiter)
    .filter((folder) => !folder.includes("node_modules"));
  return folders.map((folder) => join(folder, name)).filter((path) => existsSync(path));
}

const program = `
import { createKrea2 } from "@unikrea/core";
import { startEmulator } from "@unikrea/emulator";
import { cloudflare } from "@unikrea/provider-cloudflare";
import { krea } from "@unikrea/provider-krea";
import { runware } from "@unikrea/provider-runware";
const server = await startEmulator({ latencyMs: { "krea-2-medium": 0 }, images: "plain" });
const { urls } = server;
const k2 = createKrea2({ providers: [
  krea({ apiKey: "k", baseUrl: urls.krea.baseUrl }),
  cloudflare({ accountId: "0".repeat(32), apiToken: "k", baseUrl: urls.cloudflare.baseUrl }),
  runware({ apiKey: "k", baseUrl: urls.runware.baseUrl }),
] });
const sizes = await Promise.all(k2.providers.map(async ({ id }) => {
  const { images: [image] } = await k2.generate({ prompt: "a lighthouse", aspectRatio: "16:9" }, { provider: id });
  await image.bytes();
  return image.width + "x" + image.height;
}));
console.log(sizes.join(" "), server.bill().entries.length);
await server.close();
`;

const runs: [string, string[]][] = [
  ["the packages", ["--input-type=module", "-e", program]],
  ["the command", [join(root, "packages/cli/dist/bin.js"), "providers", "--json"]],
];

let failed = 0;
const seen = new Set<string>();
for (const node of [process.execPath, ...nodesOnPath()]) {
  const version = spawnSync(node, ["--version"], { encoding: "utf8" }).stdout.trim();
  if (seen.has(version) || Number(version.slice(1).split(".")[0]) < 20) continue;
  seen.add(version);
  for (const [name, args] of runs) {
    const { status, stdout, stderr } = spawnSync(node, args, {
      cwd: join(root, "examples"),
      encoding: "utf8",
      timeout: 60_000,
    });
    const isGood =
      status === 0 &&
      stderr === "" &&
      (name === "the command" || stdout.trim() === "1376x768 1376x768 1376x768 3");
    if (!isGood) failed++;
    console.log(`${isGood ? "ok    " : "FAILED"} ${name} on Node ${version}`);
    if (!isGood) console.log(stdout.slice(0, 2000), stderr.slice(0, 2000));
  }
}
process.exitCode = failed > 0 ? 1 : 0;
