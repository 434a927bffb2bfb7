import { existsSync, readdirSync, readFileSync, realpathSync, statSync } from "node:fs";
import { dirname, join } from "node:path";

/** What an install brings. */
export interface Install {
  readonly packages: number;
  readonly bytes: number;
}

/** Counts the packages that `names` need, themselves included, as they lie in `folder`, with all files that they publish. */
export function measureInstall(folder: string, names: readonly string[]): Install {
  const found = new Map<string, number>();
  const visit = (name: string, from: string) => {
    const place = find(name, from);
    // Optional and peer dependencies may be missing.
    if (place === undefined || found.has(place)) return;
    const manifest: unknown = JSON.parse(readFileSync(join(place, "package.json"), "utf8"));
    const { dependencies, optionalDependencies, files } = Object(manifest);
    found.set(place, bytesOf(place, Array.isArray(files) ? files : undefined));
    for (const next of Object.keys({ ...dependencies, ...optionalDependencies })) visit(next, place);
  };
  for (const name of names) visit(name, folder);
  return { packages: found.size, bytes: [...found.values()].reduce((sum, bytes) => sum + bytes, 0) };
}

/** The folder of a package, looked for upwards as Node does. */
function find(name: string, from: string): string | undefined {
  const place = join(from, "node_modules", name);
  if (existsSync(join(place, "package.json"))) return realpathSync(place);
  const above = dirname(from);
  return above === from ? undefined : find(name, above);
}

/** `files` matters for ours alone: what npm has installed is there because it is published. */
function bytesOf(folder: string, files: readonly string[] | undefined): number {
  const isStaged = files !== undefined && existsSync(join(folder, "tsconfig.build.json"));
  const entries = readdirSync(folder, { withFileTypes: true }).filter(
    ({ name }) => name !== "node_modules" && (!isStaged || files.includes(name) || name === "package.json"),
  );
  return entries.reduce((sum, entry) => {
    const path = join(folder, entry.name);
    if (entry.isSymbolicLink()) return sum;
    return sum + (entry.isDirectory() ? bytesOf(path, undefined) : statSync(path).size);
  }, 0);
}
