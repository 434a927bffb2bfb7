import type { LedgerRecord } from "@unikrea/core";
import { toUsd } from "@unikrea/core/ledger";
import type { Command } from "commander";
import pc from "picocolors";
import type { CommandContext } from "../command-context.ts";
import { findLedger, imagesMade, isOpen, LEDGERS, type LedgerKind, listRecords } from "../ledger-folder.ts";
import { formatUsd } from "../money.ts";
import { formatTable } from "../table.ts";

/** A record, and in which ledger it stands. */
interface Entry {
  readonly kind: LedgerKind;
  readonly record: LedgerRecord;
}

/** `unikrea jobs`: what the ledgers of this machine hold. Asks nobody. */
export function addJobsCommand(program: Command, context: CommandContext): void {
  program
    .command("jobs")
    .description("what generate has left open on this machine; asks nobody")
    .option("--all", "also what has ended")
    .action(({ all }: { all?: true }) => showJobs(context, all ?? false));
}

async function showJobs({ terminal, isJson }: CommandContext, isAll: boolean) {
  const found = await Promise.all(
    LEDGERS.map(async (kind): Promise<Entry[]> => {
      const ledger = findLedger(terminal, kind);
      return ledger ? (await listRecords(ledger)).map((record) => ({ kind, record })) : [];
    }),
  );
  const all = found
    .flat()
    .sort(({ record: a }, { record: b }) => Date.parse(b.createdAt) - Date.parse(a.createdAt));
  const shown = isAll ? all : all.filter(({ record }) => isOpen(record));
  if (isJson) terminal.out(JSON.stringify({ ok: true, jobs: shown.map(documentOf) }, null, 2));
  else if (shown.length > 0) terminal.out(describe(shown));
  const rest = all.length - shown.length;
  if (!isJson && shown.length === 0)
    terminal.err(`Nothing is open.${rest > 0 ? ` ${rest} that ended: --all` : ""}`);
  const isWaiting = shown.some(({ record }) => isOpen(record));
  if (!isJson && isWaiting)
    terminal.err(pc.dim("unikrea recover collects what is open; it pays for nothing"));
}

function documentOf({ kind, record }: Entry): object {
  const { id, createdAt, updatedAt, state, idempotencyKey, heldMicroUsd, request, job } = record;
  return {
    ...{ id, createdAt, updatedAt, state, isOpen: isOpen(record), emulated: isEmulated(kind, record) },
    ...{ providers: providersOf(record), model: job.model, prompt: request.prompt, idempotencyKey },
    ...{ images: imagesMade(record), n: request.n, heldUsd: toUsd(heldMicroUsd) },
  };
}

const isEmulated = (kind: LedgerKind, { job }: LedgerRecord) => kind === "emulated" || job.emulated === true;
const providersOf = ({ job }: LedgerRecord) => [...new Set(job.parts.map(({ provider }) => provider))];

const describe = (entries: readonly Entry[]) =>
  formatTable(
    ["id", "when (UTC)", "state", "providers", "images", "held"],
    entries.map(({ kind, record }) => [
      // What an emulator or a user called it may hold anything.
      JSON.stringify(record.id).slice(1, -1),
      record.createdAt.slice(0, 16).replace("T", " "),
      record.state,
      providersOf(record).join(", "),
      `${imagesMade(record)} of ${record.request.n}`,
      `${formatUsd(toUsd(record.heldMicroUsd))}${isEmulated(kind, record) ? " (emulated)" : ""}`,
    ]),
  );
