// A lockfile that was made where some platform's binaries were missing installs here and fails there. For every
// package that has a binary for 64-bit Linux as an optional dependency, one for macOS and one for Windows must be
// locked too.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** Packages whose snapshot names a binary for Linux x64 but none for macOS or Windows. */
export function missingPlatforms(lockfile: string): string[] {
  const snapshots = lockfile.slice(lockfile.indexOf("\nsnapshots:"));
  return snapshots.split(/\n(?= {2}\S)/).flatMap((snapshot) => {
    const name = /^ {2}'?(.+?)'?:/.exec(snapshot)?.[1] ?? "";
    const optional = /\n {4}optionalDependencies:\n((?: {6}.+\n?)+)/.exec(snapshot)?.[1] ?? "";
    // A platform's own package may well depend on another of the same platform.
    if (/linux|darwin|win32/.test(name) || !/linux.*64/.test(optional)) return [];
    const missing = [/darwin|macos/, /win32|windows|-win-/].filter((platform) => !platform.test(optional));
    return missing.map((platform) => `${name}: nothing for ${platform.source}`);
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const problems = missingPlatforms(readFileSync(new URL("../pnpm-lock.yaml", import.meta.url), "utf8"));
  for (const problem of problems) console.error(problem);
  console.log(`lockfile: ${problems.length} packages without a binary for every platform`);
  process.exitCode = problems.length > 0 ? 1 : 0;
}
