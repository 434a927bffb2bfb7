import { CommanderError } from "commander";
import type { ExitCode } from "./exit-code.ts";
import { exitCodeOf } from "./exit-code-of.ts";
import { createProgram } from "./program.ts";
import { describeError, errorDocument } from "./report-error.ts";
import type { Terminal } from "./terminal.ts";

/**
 * Runs the command and gives its exit code. Never throws: an error is one clear message, or with `--json` one
 * document, and its stack only with `--debug`.
 */
export async function run(args: readonly string[], terminal: Terminal): Promise<ExitCode> {
  // Behind `--` nothing is a flag.
  const flags = args.slice(0, args.includes("--") ? args.indexOf("--") : undefined);
  const isJson = flags.includes("--json");
  let shown = "";
  const show = (text: string) => {
    if (isJson) shown = text;
    else terminal.out(text);
  };
  try {
    let code: ExitCode = 0;
    const exitWith = (result: ExitCode) => {
      code = result;
    };
    const program = createProgram({ terminal, isJson, exitWith }, show);
    await program.parseAsync([...args], { from: "user" });
    return code;
  } catch (error) {
    const code = exitCodeOf(error);
    const isHelp = error instanceof CommanderError && code === 0;
    const document = isHelp ? { ok: true, [nameOf(error)]: shown } : errorDocument(error);
    if (isJson) terminal.out(JSON.stringify(document, null, 2));
    // Commander has said its own errors already.
    else if (!(error instanceof CommanderError)) terminal.err(describeError(error));
    if (flags.includes("--debug") && error instanceof Error) terminal.err(String(error.stack));
    return code;
  }
}

const nameOf = ({ code }: CommanderError) => (code === "commander.version" ? "version" : "help");
