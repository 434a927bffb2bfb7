import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import type { LedgerRecord, LedgerState, LedgerStore } from "@unikrea/core";
import { eachRecord } from "@unikrea/ledger/costs";
import { fileLedger } from "@unikrea/ledger/file";
import { stateFolder } from "./state-folder.ts";
import type { Terminal } from "./terminal.ts";

/**
 * Emulators have a ledger of their own. What an emulator knows nothing of says nothing about real money, and its images
 * are not what an idempotency key stands for.
 */
export const LEDGERS = ["real", "emulated"] as const;
export type LedgerKind = (typeof LEDGERS)[number];

const FOLDERS: Readonly<Record<LedgerKind, string>> = { real: "ledger", emulated: "ledger-emulated" };

/** Where it lies. A folder below the state folder, so that it is private also where that was there before. */
export const ledgerFolder = ({ env, cwd }: Terminal, kind: LedgerKind): string =>
  join(resolve(cwd, stateFolder(env)), FOLDERS[kind]);

/** The ledger, which is made when it is first written to. */
export const openLedger = (terminal: Terminal, kind: LedgerKind): LedgerStore =>
  fileLedger({ directory: ledgerFolder(terminal, kind) });

/** The ledger if there is one: to look into it makes none. */
export const findLedger = (terminal: Terminal, kind: LedgerKind): LedgerStore | undefined =>
  existsSync(ledgerFolder(terminal, kind)) ? openLedger(terminal, kind) : undefined;

/** All records of a ledger. */
export async function listRecords(
  store: LedgerStore,
  states?: readonly LedgerState[],
): Promise<LedgerRecord[]> {
  const records: LedgerRecord[] = [];
  for await (const record of eachRecord(store, { states })) records.push(record);
  return records;
}

/** Images that were made. */
export const imagesMade = ({ job }: Pick<LedgerRecord, "job">): number =>
  job.parts.reduce((sum, { outcome }) => sum + (outcome?.images.length ?? 0), 0);

/** Whether something of it may still come, or may still be billed. What failed and cost nothing has ended. */
export function isOpen(record: LedgerRecord): boolean {
  if (record.state === "delivered") return false;
  return record.state !== "settled" || imagesMade(record) > 0 || record.heldMicroUsd > 0;
}
