// Runs every command with `--quick`: says nothing about speed, only that every driver still works.
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const COMMANDS = ["overhead", "poll", "poll-model", "inflight", "coldstart"];
const LIMIT_MS = 120_000;

for (const command of COMMANDS) {
  console.log(`\n### ${command}\n`);
  const file = fileURLToPath(new URL(`./${command}.ts`, import.meta.url));
  const { status } = spawnSync(process.execPath, ["--conditions=@unikrea/source", file, "--quick"], {
    stdio: "inherit",
    timeout: LIMIT_MS,
  });
  if (status === 0) continue;
  console.error(`${command} failed`);
  process.exitCode = 1;
}
