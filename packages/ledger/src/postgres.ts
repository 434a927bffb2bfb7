/**
 * A ledger in PostgreSQL, over `pg`.
 *
 * @module
 */

import { type LedgerStore, parseRecord } from "@unikrea/core/ledger";
import * as z from "zod/mini";
import { INTEGER } from "./integer.ts";
import { type PostgresPool, transaction } from "./postgres/pool.ts";
import { makeTables, tablesNamed } from "./postgres/tables.ts";
import { sumsAfter } from "./state.ts";
import { reportingTrouble } from "./trouble.ts";

export type { PostgresClient, PostgresPool, PostgresResult } from "./postgres/pool.ts";

export interface PostgresLedgerOptions {
  /** The table for records, and the beginning of the names of three others; with a schema if need be. Default `unikrea_ledger`. */
  readonly table?: string;
}

const ROW = z.object({ id: z.string(), record: z.unknown() });
const SUM = z.object({ counter: z.string(), micro_usd: INTEGER });
const FENCE = z.object({ fence: INTEGER });

/**
 * Keeps intents in PostgreSQL, shared by every machine that reaches it. A write that resolved was committed: it has
 * survived a crash of the process, and of the server unless its operator has switched `fsync` off. With asynchronous
 * replication a failover to a replica may lose the last commits; `synchronous_commit = off` is refused.
 *
 * It makes its tables on first use. Give it a direct connection or a pooler in session or transaction mode.
 *
 * Every method throws `ledger_error` when the database refuses, or holds something that cannot be read.
 */
export function postgresLedger(
  pool: PostgresPool,
  { table = "unikrea_ledger" }: PostgresLedgerOptions = {},
): LedgerStore {
  const tables = tablesNamed(table);

  let opening: Promise<void> | undefined;
  async function query(sql: string, values: unknown[]) {
    await opened();
    return pool.query(sql, values);
  }
  async function opened(): Promise<void> {
    opening ??= makeTables(pool, tables).catch((error) => {
      opening = undefined;
      throw error;
    });
    await opening;
  }
  const run = async (sql: string, values: unknown[]) => (await query(sql, values)).rowCount === 1;

  return reportingTrouble("PostgreSQL", {
    promises: { shared: true, durability: "machine" },

    create: (record) =>
      run(`INSERT INTO ${tables.record} VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING`, [
        record.id,
        record.version,
        record.state,
        record.updatedAt,
        JSON.stringify(record),
      ]),

    update: (record) =>
      run(
        `UPDATE ${tables.record} SET version = $2, state = $3, updated_at = $4, record = $5
          WHERE id = $1 AND version = $6`,
        [
          record.id,
          record.version,
          record.state,
          record.updatedAt,
          JSON.stringify(record),
          record.version - 1,
        ],
      ),

    async get(id) {
      const { rows } = await query(`SELECT id, record FROM ${tables.record} WHERE id = $1`, [id]);
      return rows[0] === undefined ? undefined : parseRecord(z.parse(ROW, rows[0]).record, id);
    },

    async list({ states, updatedSince = "", after = "", limit }) {
      const sql = `SELECT id, record FROM ${tables.record}
        WHERE id > $1 AND updated_at >= $2 AND ($3::text[] IS NULL OR state = ANY($3)) ORDER BY id LIMIT $4`;
      const { rows } = await query(sql, [after, updatedSince, states ?? null, limit]);
      return rows.map((row) => z.parse(ROW, row)).map(({ id, record }) => parseRecord(record, id));
    },

    async remove(id) {
      await query(`DELETE FROM ${tables.record} WHERE id = $1`, [id]);
    },

    async spend(changes) {
      await opened();
      const names = [...new Set(changes.map(({ counter }) => counter))].sort();
      return transaction(pool, async (client) => {
        // Rows are made, and then locked, in one order for everybody, so that two that share counters wait in line
        // instead of each for the other.
        const make = `INSERT INTO ${tables.spent}
          SELECT name, 0 FROM unnest($1::text[]) AS name ON CONFLICT DO NOTHING`;
        await client.query(make, [names]);
        const lock = `SELECT counter, micro_usd FROM ${tables.spent}
          WHERE counter = ANY($1) ORDER BY counter FOR UPDATE`;
        const { rows } = await client.query(lock, [names]);
        const before = rows.map((row) => z.parse(SUM, row));
        const sums = sumsAfter(new Map(before.map((sum) => [sum.counter, sum.micro_usd])), changes);
        if (sums === undefined) return false;
        const write = `UPDATE ${tables.spent} AS spent SET micro_usd = change.sum
          FROM unnest($1::text[], $2::bigint[]) AS change (counter, sum) WHERE spent.counter = change.counter`;
        await client.query(write, [[...sums.keys()], [...sums.values()]]);
        return true;
      });
    },

    async spent(counters) {
      const sql = `SELECT counter, micro_usd FROM ${tables.spent} WHERE counter = ANY($1)`;
      const { rows } = await query(sql, [[...counters]]);
      const sums = new Map(rows.map((row) => z.parse(SUM, row)).map((sum) => [sum.counter, sum.micro_usd]));
      return counters.map((counter) => sums.get(counter) ?? 0);
    },

    async lease(name, ttlMs) {
      // The row of the fence is locked first, so fences are given in the order in which leases are.
      const acquire = `WITH next AS (UPDATE ${tables.fence} SET fence = fence + 1 RETURNING fence)
        INSERT INTO ${tables.lease} AS held
        SELECT $1, next.fence, clock_timestamp() + $2 * interval '1 millisecond' FROM next
        ON CONFLICT (name) DO UPDATE SET fence = excluded.fence, expires_at = excluded.expires_at
        WHERE held.expires_at <= clock_timestamp() RETURNING fence`;
      const { rows } = await query(acquire, [name, ttlMs]);
      if (rows[0] === undefined) return undefined;
      const { fence } = z.parse(FENCE, rows[0]);
      return {
        fence,
        renew: () =>
          run(
            `UPDATE ${tables.lease} SET expires_at = clock_timestamp() + $3 * interval '1 millisecond'
              WHERE name = $1 AND fence = $2 AND expires_at > clock_timestamp()`,
            [name, fence, ttlMs],
          ),
        release: async () => {
          await query(`DELETE FROM ${tables.lease} WHERE name = $1 AND fence = $2`, [name, fence]);
        },
      };
    },
  });
}
