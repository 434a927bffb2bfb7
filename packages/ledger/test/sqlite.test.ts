import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { ledgerConformance } from "@unikrea/ledger/conformance";
import { type SqliteDatabase, sqliteLedger } from "@unikrea/ledger/sqlite";
import { fakeClock } from "@unikrea/testkit";
import type { Database } from "better-sqlite3";
import { describe, expect, expectTypeOf, it } from "vitest";
import { temporaryDirectory } from "./temporary.ts";

describe("conformance", () => {
  const checks = ledgerConformance(async () => {
    const path = join(await temporaryDirectory(), "ledger.db");
    const clock = fakeClock();
    const databases: DatabaseSync[] = [];
    const open = () => {
      const database = new DatabaseSync(path);
      databases.push(database);
      return database;
    };
    const peer = () => sqliteLedger(open(), { clock });
    return {
      store: peer(),
      peer,
      elapse: clock.advance,
      corrupt: async (id) => {
        open().prepare("UPDATE unikrea_ledger SET record = '{\"v\":1,' WHERE id = ?").run(id);
      },
      close: async () => {
        for (const database of databases) database.close();
      },
    };
  });
  it.each(checks)("$name", ({ run }) => run());
});

it("takes better-sqlite3, too", () => {
  expectTypeOf<Database>().toExtend<SqliteDatabase>();
});

it("waits for the disk at every commit, and writes ahead", async () => {
  const database = new DatabaseSync(join(await temporaryDirectory(), "ledger.db"));
  await sqliteLedger(database).get("a");
  expect(database.prepare("PRAGMA synchronous").get()).toMatchObject({ synchronous: 2 });
  expect(database.prepare("PRAGMA journal_mode").get()).toMatchObject({ journal_mode: "wal" });
  database.close();
});

it("throws ledger_error when the database is closed", async () => {
  const database = new DatabaseSync(join(await temporaryDirectory(), "ledger.db"));
  const store = sqliteLedger(database);
  await store.get("a");
  database.close();
  await expect(store.get("a")).rejects.toMatchObject({ code: "ledger_error" });
  await expect(store.spend([{ counter: "a", deltaMicroUsd: 1 }])).rejects.toMatchObject({
    code: "ledger_error",
  });
});
