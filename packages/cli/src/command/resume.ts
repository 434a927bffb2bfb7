import { resolve } from "node:path";
import { UnikreaError } from "@unikrea/core";
import type { Command } from "commander";
import type { CommandContext } from "../command-context.ts";
import { deliver } from "../deliver.ts";
import { prepareFolder } from "../folder.ts";
import { isEmulated, providersOf, readJob } from "../job-file.ts";
import { parseTimeout } from "../parse-flag.ts";
import { resumableProviders } from "../provider-set.ts";
import { DEFAULT_TIMEOUT_S } from "./generate.ts";

/** `unikrea resume <file>`: collects a job that an earlier run could not wait for. */
export function addResumeCommand(program: Command, context: CommandContext): void {
  program
    .command("resume")
    .description(
      "collect a job that was kept in a file; it is not paid for again. For calls of this machine, recover does it without a file",
    )
    .argument("<file>", "unikrea-job-….json, as an earlier run named it")
    .option("-o, --out <dir>", "where the files go", ".")
    .option("--timeout <seconds>", "how long to wait", parseTimeout, DEFAULT_TIMEOUT_S)
    .action((file: string, flags: { out: string; timeout: number }) => resume(context, file, flags));
}

async function resume(context: CommandContext, file: string, flags: { out: string; timeout: number }) {
  const { cwd } = context.terminal;
  const jobFile = resolve(cwd, file);
  const stored = await readJob(jobFile);
  const set = resumableProviders(providersOf(stored));
  const isElsewhere = set.providers.some(({ id, local }) => providersOf(stored).includes(id) && !local);
  if (isEmulated(stored) && isElsewhere) {
    const message =
      "This job was made by an emulator: point the provider's *_BASE_URL at it again. Nothing was sent";
    throw new UnikreaError("invalid_input", message);
  }
  const dir = resolve(cwd, flags.out);
  await prepareFolder(dir);
  const timeoutMs = flags.timeout * 1000;
  // A job holds no prompt to call the files after.
  await deliver(context, { name: "resumed", dir, timeoutMs, jobFile }, set, (k2, options) =>
    k2.resume(stored, options),
  );
}
