import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { type CompareMatrix, parsePrompts } from "@unikrea/compare";
import { isUnikreaError, MODELS, UnikreaError } from "@unikrea/core";
import type { Command } from "commander";
import { fileError } from "../cli-error.ts";
import type { CommandContext } from "../command-context.ts";
import { collect, parseNumber, parseProviders, parseTimeout, parseWords } from "../parse-flag.ts";
import { PROVIDER_IDS, type ProviderId } from "../provider-setup.ts";
import { addRequestFlags, type RequestFlags, requestFrom } from "../request-flags.ts";
import { unsupportedFlag } from "../route-flags.ts";
import { runComparison } from "../run-comparison.ts";
import { DEFAULT_TIMEOUT_S } from "./generate.ts";

interface CompareFlags extends RequestFlags {
  readonly providers?: readonly ProviderId[];
  readonly models?: readonly (typeof MODELS)[number][];
  readonly file?: string;
  readonly maxUsd?: number;
  readonly onUnsupported?: "refuse" | "warn";
  readonly html?: string;
  readonly csv?: string;
  readonly out?: string;
  readonly tag?: string[];
  readonly timeout: number;
}

/** `unikrea compare "<prompt>"…`: the same on every provider, side by side. */
export function addCompareCommand(program: Command, context: CommandContext): void {
  const command = program
    .command("compare")
    .description("the same on every provider at once: images, cost, time; within a ceiling")
    .argument("[prompts...]", "what to draw; each is a row")
    .option(
      "-p, --providers <ids>",
      `whom to ask, such as ${PROVIDER_IDS.slice(0, 2).join(",")}; default: all with a key`,
      parseProviders,
    )
    .option(
      "-m, --models <models>",
      `each is a row of every prompt: ${MODELS.join(", ")}`,
      parseWords(MODELS),
    )
    .option("-f, --file <file>", "prompts, one a line; lines that begin with # are left out");
  addRequestFlags(command)
    .option(
      "--max-usd <dollars>",
      "what the whole comparison may cost; if it would not fit, nothing is sent",
      parseNumber,
    )
    .addOption(unsupportedFlag())
    .option("--html <file>", "a report to look at, in one new file")
    .option("--csv <file>", "every figure as CSV, in a new file")
    .option("-o, --out <dir>", "where the images go; default: they are not kept")
    .option("--tag <text>", "a word to find its costs by, see unikrea costs; repeatable", collect(String))
    .option("--timeout <seconds>", "how long to wait for each", parseTimeout, DEFAULT_TIMEOUT_S)
    .action(async (prompts: string[], flags: CompareFlags) => {
      if (prompts.length === 0 && flags.file === undefined)
        command.error("error: missing a prompt: say one, or name a file of them with --file");
      await compareFrom(context, prompts, flags);
    });
}

async function compareFrom(context: CommandContext, prompts: readonly string[], flags: CompareFlags) {
  const { cwd } = context.terminal;
  const { models, maxUsd, onUnsupported, html, csv, out, tag: tags } = flags;
  const fromFile = flags.file === undefined ? [] : await readPrompts(flags.file, cwd);
  const { prompt: _, model: __, ...settings } = await requestFrom("", flags, cwd);
  const matrix: CompareMatrix = { ...settings, prompts: [...prompts, ...fromFile], models };
  const timeoutMs = Math.round(flags.timeout * 1000);
  await runComparison(context, {
    matrix,
    options: { maxUsd, onUnsupported, tags, timeoutMs },
    ...{ providers: flags.providers, html, csv, out },
  });
}

/** @throws {CliError} `file_error`, or our error that names the line */
async function readPrompts(file: string, cwd: string): Promise<string[]> {
  const text = await readFile(resolve(cwd, file), "utf8").catch((error: unknown) => {
    throw fileError(`--file: the file ${file} cannot be read`, error);
  });
  try {
    return parsePrompts(text);
  } catch (error) {
    if (!isUnikreaError(error)) throw error;
    throw new UnikreaError(error.code, `--file ${file}: ${error.message}`, { issues: error.issues });
  }
}
