/**
 * A ledger in an SQLite file, over `node:sqlite` (Node 22.13 and later) or better-sqlite3.
 *
 * @module
 */

import { type Clock, type LedgerStore, parseRecord, systemClock } from "@unikrea/core/ledger";
import * as z from "zod/mini";
import { INTEGER } from "./integer.ts";
import { sumsAfter } from "./state.ts";
import { reportingTrouble } from "./trouble.ts";

/** A value that is bound to a statement. */
export type SqliteValue = string | number | null;

/** What is used of a driver. `DatabaseSync` of `node:sqlite` and `Database` of better-sqlite3 are such. */
export interface SqliteDatabase {
  exec(sql: string): unknown;
  prepare(sql: string): {
    run(...values: SqliteValue[]): { readonly changes: number | bigint };
    get(...values: SqliteValue[]): unknown;
    all(...values: SqliteValue[]): unknown[];
  };
}

export interface SqliteLedgerOptions {
  /** Whose calendar decides when a lease has run out. Default: the machine's. */
  readonly clock?: Pick<Clock, "wallTime">;
}

/** The first line before the second: switching to WAL has to wait for others that do so, too. */
const CONNECTION = `
PRAGMA busy_timeout = 10000;
PRAGMA journal_mode = WAL;
PRAGMA synchronous = FULL;`;

const TABLES = `
CREATE TABLE IF NOT EXISTS unikrea_ledger (
  id TEXT PRIMARY KEY, version INTEGER NOT NULL, state TEXT NOT NULL, updated_at TEXT NOT NULL, record TEXT NOT NULL
  ) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS unikrea_ledger_state ON unikrea_ledger (state, id);
CREATE INDEX IF NOT EXISTS unikrea_ledger_updated_at ON unikrea_ledger (updated_at, id);
CREATE TABLE IF NOT EXISTS unikrea_spent (counter TEXT PRIMARY KEY, micro_usd INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS unikrea_lease (
  name TEXT PRIMARY KEY, fence INTEGER NOT NULL, expires_at INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS unikrea_fence (one INTEGER PRIMARY KEY CHECK (one = 1), fence INTEGER NOT NULL);
INSERT INTO unikrea_fence VALUES (1, 0) ON CONFLICT DO NOTHING;`;

const RECORD = z.object({ id: z.string(), record: z.unknown() });
const SUM = z.object({ counter: z.string(), micro_usd: INTEGER });
const FENCE = z.object({ fence: INTEGER });

/**
 * Keeps intents in an SQLite database, shared by all processes that open the file. A write that resolved has survived
 * a crash of the process and of the machine, as far as the file is on a local disk (not `:memory:`, not a network share).
 *
 * Give it a connection of its own: it begins and ends transactions. The drivers are synchronous, so a write that waits
 * for another process (at most 10 s) holds up the whole thread.
 *
 * Every method throws `ledger_error` when the database refuses, or holds something that cannot be read.
 */
export function sqliteLedger(
  database: SqliteDatabase,
  { clock = systemClock }: SqliteLedgerOptions = {},
): LedgerStore {
  let isOpen = false;
  const now = () => Math.round(clock.wallTime());

  const run = (sql: string, ...values: SqliteValue[]) => Number(database.prepare(sql).run(...values).changes);

  function transaction<Result>(work: () => Result): Result {
    database.exec("BEGIN IMMEDIATE");
    try {
      const result = work();
      database.exec("COMMIT");
      return result;
    } catch (error) {
      // After some errors SQLite has already rolled back, and says so: the first error is the one to tell.
      try {
        database.exec("ROLLBACK");
      } catch {}
      throw error;
    }
  }

  function open(): void {
    if (isOpen) return;
    database.exec(CONNECTION);
    transaction(() => database.exec(TABLES));
    isOpen = true;
  }

  function sumsOf(counters: readonly string[]): Map<string, number> {
    const marks = counters.map(() => "?").join(", ");
    const sql = `SELECT counter, micro_usd FROM unikrea_spent WHERE counter IN (${marks})`;
    const rows = database.prepare(sql).all(...counters);
    return new Map(rows.map((row) => z.parse(SUM, row)).map((sum) => [sum.counter, sum.micro_usd]));
  }

  return reportingTrouble("SQLite", {
    promises: { shared: true, durability: "machine" },

    async create(record) {
      open();
      const { id, version, state, updatedAt } = record;
      const sql = "INSERT INTO unikrea_ledger VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING";
      return run(sql, id, version, state, updatedAt, JSON.stringify(record)) === 1;
    },

    async update(record) {
      open();
      const { id, version, state, updatedAt } = record;
      const sql = `UPDATE unikrea_ledger SET version = ?, state = ?, updated_at = ?, record = ?
        WHERE id = ? AND version = ?`;
      return run(sql, version, state, updatedAt, JSON.stringify(record), id, version - 1) === 1;
    },

    async get(id) {
      open();
      const row = database.prepare("SELECT id, record FROM unikrea_ledger WHERE id = ?").get(id);
      return row ? parseRecord(z.parse(RECORD, row).record, id) : undefined;
    },

    async list({ states, updatedSince, after = "", limit }) {
      open();
      const marks = states?.map(() => "?").join(", ");
      const inStates = marks === undefined ? "" : `AND state IN (${marks})`;
      // Asked for like this, SQLite reads the index of times alone before it reads any record.
      const isRecent =
        updatedSince === undefined ? "" : "AND id IN (SELECT id FROM unikrea_ledger WHERE updated_at >= ?)";
      const sql = `SELECT id, record FROM unikrea_ledger WHERE id > ? ${inStates} ${isRecent} ORDER BY id LIMIT ?`;
      const since = updatedSince === undefined ? [] : [updatedSince];
      const rows = database.prepare(sql).all(after, ...(states ?? []), ...since, limit);
      return rows.map((row) => z.parse(RECORD, row)).map(({ id, record }) => parseRecord(record, id));
    },

    async remove(id) {
      open();
      run("DELETE FROM unikrea_ledger WHERE id = ?", id);
    },

    async spend(changes) {
      open();
      return transaction(() => {
        const sums = sumsAfter(sumsOf(changes.map(({ counter }) => counter)), changes);
        const sql =
          "INSERT INTO unikrea_spent VALUES (?, ?) ON CONFLICT (counter) DO UPDATE SET micro_usd = excluded.micro_usd";
        for (const [counter, sum] of sums ?? []) run(sql, counter, sum);
        return sums !== undefined;
      });
    },

    async spent(counters) {
      open();
      const sums = sumsOf(counters);
      return counters.map((counter) => sums.get(counter) ?? 0);
    },

    async lease(name, ttlMs) {
      open();
      const fence = transaction(() => {
        run("DELETE FROM unikrea_lease WHERE expires_at <= ?", now());
        const { fence } = z.parse(FENCE, database.prepare("SELECT fence FROM unikrea_fence").get());
        const sql = "INSERT INTO unikrea_lease VALUES (?, ?, ?) ON CONFLICT DO NOTHING";
        if (run(sql, name, fence + 1, now() + ttlMs) === 0) return undefined;
        run("UPDATE unikrea_fence SET fence = ?", fence + 1);
        return fence + 1;
      });
      if (fence === undefined) return undefined;
      return {
        fence,
        async renew() {
          const sql =
            "UPDATE unikrea_lease SET expires_at = ? WHERE name = ? AND fence = ? AND expires_at > ?";
          return run(sql, now() + ttlMs, name, fence, now()) === 1;
        },
        async release() {
          run("DELETE FROM unikrea_lease WHERE name = ? AND fence = ?", name, fence);
        },
      };
    },
  });
}
