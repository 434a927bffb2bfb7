import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import type { Clock, LedgerStore } from "@unikrea/core";
import { sqliteLedger } from "@unikrea/ledger/sqlite";

/** A ledger in a file, which every process opens for itself. */
export interface SharedLedger {
  /** One more process with a connection of its own. */
  open(): LedgerStore;
  /** Closes what is open, and removes the file. */
  close(): void;
}

/** Nothing here outlives its cell, so it need not wait for a disk. */
const MEMORY = "/dev/shm";

export function sharedLedger(clock: Clock): SharedLedger {
  const folder = mkdtempSync(join(existsSync(MEMORY) ? MEMORY : tmpdir(), "unikrea-chaos-"));
  const databases: DatabaseSync[] = [];
  return {
    open() {
      const database = new DatabaseSync(join(folder, "ledger.db"));
      databases.push(database);
      return sqliteLedger(database, { clock });
    },
    close() {
      for (const database of databases) database.close();
      rmSync(folder, { recursive: true });
    },
  };
}
