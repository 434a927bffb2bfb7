import { writeFile } from "node:fs/promises";
import { resolve } from "node:path";
import type { LedgerRecord } from "@unikrea/core";
import { eachRecord, readSpend, SPEND_DIMENSIONS, type SpendDimension } from "@unikrea/ledger/costs";
import type { Command } from "commander";
import { fileError } from "../cli-error.ts";
import type { CommandContext } from "../command-context.ts";
import { costsCsv } from "../costs-csv.ts";
import { displayPath } from "../image-file.ts";
import { findLedger, LEDGERS, type LedgerKind, ledgerFolder } from "../ledger-folder.ts";
import { parseWords } from "../parse-flag.ts";
import { describeCosts, describeDoubts, describeNothing } from "../report-costs.ts";
import type { Terminal } from "../terminal.ts";

interface CostsFlags {
  readonly by?: readonly SpendDimension[];
  readonly since?: string;
  readonly until?: string;
  /** A file, or `true` for stdout. */
  readonly csv?: string | true;
  readonly emulated?: true;
}

/** `unikrea costs`: what the ledgers of this machine say was spent. Asks nobody. */
export function addCostsCommand(program: Command, context: CommandContext): void {
  const command = program
    .command("costs")
    .description("what was spent, from the ledger of this machine; asks nobody")
    .option(
      "--by <names>",
      `a row for each ${SPEND_DIMENSIONS.join(", ")}, or for each combination, such as day,provider; default day`,
      parseWords(SPEND_DIMENSIONS),
    )
    .option("--since <date>", "the first day that counts (UTC), such as 2026-11-01")
    .option("--until <date>", "the last day that counts, itself included")
    .option("--csv [file]", "as CSV: into a new file, or else on stdout")
    .option("--emulated", "what emulators drew, which is no real money, instead")
    .action(async (flags: CostsFlags) => {
      if (context.isJson && flags.csv === true)
        command.error("error: --json and --csv both want stdout. Name a file, such as --csv costs.csv");
      await showCosts(context, flags);
    });
}

async function showCosts({ terminal, isJson }: CommandContext, flags: CostsFlags) {
  const { by = ["day"], since, until, csv, emulated: isEmulated = false } = flags;
  const ledgers = findLedgers(terminal, isEmulated);
  const report = await readSpend(ledgers.records(), { by, since, until });
  const summary = isEmulated ? report.emulated : report.real;
  const { folders } = ledgers;
  const toCsv = () => costsCsv(summary.groups, by, isEmulated);
  const file = typeof csv === "string" ? await writeNew(terminal, csv, toCsv()) : undefined;

  if (isJson) {
    const { groups, total, ...about } = summary;
    const asked = { emulated: isEmulated, folders, csv: file, by, since, until };
    return terminal.out(JSON.stringify({ ok: true, ...asked, ...about, total, groups }, null, 2));
  }
  const isEmpty = summary.firstDay === undefined;
  if (file !== undefined) terminal.out(file);
  // The terminal ends the last line itself.
  else if (csv === true) terminal.out(toCsv().slice(0, -1));
  else if (!isEmpty) terminal.out(describeCosts({ summary, by, isEmulated, folders, width: terminal.width }));
  if (!isEmpty) for (const line of describeDoubts(summary)) terminal.err(line);
  else {
    const isNarrowed = ledgers.calls() > 0 && (since !== undefined || until !== undefined);
    const hasEmulated = ledgers.calls() > 0 || findLedger(terminal, "emulated") !== undefined;
    terminal.err(describeNothing({ isEmulated, isNarrowed, hasEmulated }));
  }
}

/**
 * Where the money of one kind stands. All that lies in the ledger for emulators is an emulator's, also what was lost before
 * it said so; and a ledger for real money may hold what an emulator answered.
 */
function findLedgers(terminal: Terminal, isEmulated: boolean) {
  const kinds: readonly LedgerKind[] = isEmulated ? LEDGERS : ["real"];
  const found = kinds.flatMap((kind) => {
    const ledger = findLedger(terminal, kind);
    return ledger ? [{ kind, ledger }] : [];
  });
  let calls = 0;
  return {
    folders: found.map(({ kind }) => ledgerFolder(terminal, kind)),
    /** How many have been read. */
    calls: () => calls,
    async *records(): AsyncGenerator<LedgerRecord> {
      for (const { kind, ledger } of found) {
        for await (const record of eachRecord(ledger)) {
          calls++;
          yield kind === "emulated" ? { ...record, job: { ...record.job, emulated: true } } : record;
        }
      }
    },
  };
}

/**
 * Writes a file that is not there yet, and gives its path as it is shown.
 *
 * @throws {CliError} `file_error`
 */
async function writeNew({ cwd }: Terminal, name: string, text: string): Promise<string> {
  const path = resolve(cwd, name);
  try {
    await writeFile(path, text, { flag: "wx" });
  } catch (error) {
    throw fileError(`--csv: the file ${path} cannot be written`, error);
  }
  return displayPath(cwd, path);
}
