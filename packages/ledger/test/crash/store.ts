import { join } from "node:path";
import type { LedgerStore } from "@unikrea/core/ledger";

interface OpenStore {
  readonly store: LedgerStore;
  close(): Promise<void>;
}

/**
 * A durable store by its kind; `place` is a directory, a table or a prefix. Only what it needs is loaded: a child that
 * is to be killed soon should start soon.
 */
export async function openStore(kind: string, place: string): Promise<OpenStore> {
  switch (kind) {
    case "file": {
      const { fileLedger } = await import("@unikrea/ledger/file");
      return { store: fileLedger({ directory: place }), close: async () => undefined };
    }
    case "sqlite": {
      const { DatabaseSync } = await import("node:sqlite");
      const { sqliteLedger } = await import("@unikrea/ledger/sqlite");
      const database = new DatabaseSync(join(place, "ledger.db"));
      return { store: sqliteLedger(database), close: async () => database.close() };
    }
    case "postgres": {
      const { openPostgres } = await import("../postgres-server.ts");
      const { postgresLedger } = await import("@unikrea/ledger/postgres");
      const pool = openPostgres({ max: 1 });
      return { store: postgresLedger(pool, { table: place }), close: () => pool.end() };
    }
    case "redis": {
      const { openRedis } = await import("../redis-server.ts");
      const { redisLedger } = await import("@unikrea/ledger/redis");
      const client = openRedis();
      return { store: redisLedger(client, { prefix: place }), close: async () => client.disconnect() };
    }
    default:
      throw new Error(`no such store: ${kind}`);
  }
}
