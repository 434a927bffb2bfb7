import { readFileSync } from "node:fs";
import { Command } from "commander";
import { addCompareCommand } from "./command/compare.ts";
import { addCostsCommand } from "./command/costs.ts";
import { addDoctorCommand } from "./command/doctor.ts";
import { addEmulateCommand } from "./command/emulate.ts";
import { addGenerateCommand } from "./command/generate.ts";
import { addJobsCommand } from "./command/jobs.ts";
import { addPlanCommand } from "./command/plan.ts";
import { addPricesCommand } from "./command/prices.ts";
import { addProvidersCommand } from "./command/providers.ts";
import { addRecoverCommand } from "./command/recover.ts";
import { addResumeCommand } from "./command/resume.ts";
import type { CommandContext } from "./command-context.ts";
import { EXIT_CODE_HELP } from "./exit-code.ts";

/** The command line. `show` takes what commander itself prints on stdout: help, and the version. */
export function createProgram(context: CommandContext, show: (text: string) => void): Command {
  const { terminal, isJson } = context;
  const program = new Command("unikrea")
    .description("Krea 2 images from any provider. Without keys it draws on a built-in emulator and says so.")
    .version(version(), "-V, --version", "print the version")
    .addHelpText("after", EXIT_CODE_HELP)
    .showHelpAfterError("(run it with --help for what it takes)")
    .exitOverride()
    .configureOutput({
      writeOut: (text) => show(text.trimEnd()),
      writeErr: (text) => {
        if (!isJson) terminal.err(text.trimEnd());
      },
    });
  addGenerateCommand(program, context);
  addPlanCommand(program, context);
  addCompareCommand(program, context);
  addJobsCommand(program, context);
  addCostsCommand(program, context);
  addRecoverCommand(program, context);
  addResumeCommand(program, context);
  addProvidersCommand(program, context);
  addPricesCommand(program, context);
  addEmulateCommand(program, context);
  addDoctorCommand(program, context);
  // Subcommands take the two common options after their own arguments too.
  for (const command of [program, ...program.commands]) {
    command
      .option("--json", "print exactly one JSON document on stdout")
      .option("--debug", "print the stack of an error");
    if (command !== program) command.exitOverride().copyInheritedSettings(program);
  }
  return program;
}

function version(): string {
  const { version }: { version: string } = JSON.parse(
    readFileSync(new URL("../package.json", import.meta.url), "utf8"),
  );
  return version;
}
