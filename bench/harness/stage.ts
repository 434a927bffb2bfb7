import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const repository = fileURLToPath(new URL("../..", import.meta.url));

/** In the order in which they are built. */
const PACKAGES = ["core", "provider-krea", "provider-cloudflare", "provider-runware"];

/**
 * Builds our packages as they are now into a folder outside the repository, where they lie as npm would install them. So
 * what is measured is what would be published, and neither the sources nor a build of yesterday. Gives the folder, which is
 * removed when the process ends.
 */
export function stagePackages(): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "unikrea-bench-")));
  process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
  const modules = join(folder, "node_modules");
  mkdirSync(join(modules, "@unikrea"), { recursive: true });
  mkdirSync(join(modules, "@types"));
  link(join(repository, "node_modules/@types/node"), join(modules, "@types/node"));
  cpSync(join(repository, "tsconfig.base.json"), join(folder, "tsconfig.base.json"));
  for (const name of PACKAGES) {
    const source = join(repository, "packages", name);
    const target = join(folder, "packages", name);
    for (const part of ["package.json", "tsconfig.build.json", "src"])
      cpSync(join(source, part), join(target, part), { recursive: true });
    symlinkSync(target, join(modules, "@unikrea", name), "junction");
    linkDependencies(join(source, "node_modules"), modules);
    const compiler = join(repository, "node_modules/.bin/tsc");
    const { status, stdout } = spawnSync(compiler, ["-p", join(target, "tsconfig.build.json")], {
      encoding: "utf8",
      shell: process.platform === "win32",
    });
    if (status !== 0) throw new Error(`${name} does not build:\n${stdout}`);
  }
  return folder;
}

/** What the packages may import from elsewhere. Development tools do no harm: nothing imports them. */
function linkDependencies(from: string, to: string) {
  for (const name of readdirSync(from)) {
    if (name.startsWith(".") || name.startsWith("@")) continue;
    link(join(from, name), join(to, name));
  }
}

function link(from: string, to: string) {
  rmSync(to, { force: true });
  mkdirSync(dirname(to), { recursive: true });
  symlinkSync(realpathSync(from), to, "junction");
}
