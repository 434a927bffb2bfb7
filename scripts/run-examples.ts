// Runs every example as its own process, as a reader would, and fails if one does.
import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";

const directory = fileURLToPath(new URL("../examples/", import.meta.url));
const examples = readdirSync(directory).filter((name) => /^\d\d-.*\.ts$/.test(name));
let failed = 0;
for (const name of examples) {
  const args = ["--conditions=@unikrea/source", directory + name];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: "utf8", timeout: 60_000 });
  const isGood = status === 0 && stdout.trim() !== "" && stderr === "";
  if (!isGood) failed++;
  console.log(`${isGood ? "ok    " : "FAILED"} ${name}`);
  if (!isGood) console.log(stdout, stderr);
}
console.log(`examples: ${examples.length - failed} of ${examples.length} ran`);
process.exitCode = failed > 0 ? 1 : 0;
