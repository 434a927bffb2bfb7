import { UnikreaError } from "@unikrea/core/ledger";
import * as z from "zod/mini";
import { type PostgresPool, transaction } from "./pool.ts";

/** The tables' names, quoted. */
export interface Tables {
  readonly record: string;
  readonly spent: string;
  readonly lease: string;
  readonly fence: string;
  readonly updatedIndex: string;
}

/**
 * Names from the option `table`.
 *
 * @throws {UnikreaError} `invalid_input` for anything that is not a plain name
 */
export function tablesNamed(table: string): Tables {
  if (!/^([a-z_][a-z0-9_]*\.)?[a-z_][a-z0-9_]{0,49}$/.test(table)) {
    throw new UnikreaError("invalid_input", "This is no name for the ledger's table", {
      issues: [
        {
          path: "table",
          expected: "lower-case letters, digits and _, at most 50, with a schema if need be: app.ledger",
          got: JSON.stringify(table.slice(0, 60)),
        },
      ],
    });
  }
  const quoted = (suffix: string) => `"${`${table}${suffix}`.replace(".", '"."')}"`;
  return {
    record: quoted(""),
    spent: quoted("_spent"),
    lease: quoted("_lease"),
    fence: quoted("_fence"),
    // It is made in the schema of its table.
    updatedIndex: `"${table.replace(/^.*\./, "")}_updated_at"`,
  };
}

const SETTING = z.object({ synchronous_commit: z.string() });

/**
 * Makes the tables where they are missing.
 *
 * @throws {UnikreaError} `ledger_error` when the server acknowledges commits that a crash may take back
 */
export function makeTables(
  pool: PostgresPool,
  { record, spent, lease, fence, updatedIndex }: Tables,
): Promise<void> {
  return transaction(pool, async (client) => {
    // Two processes that both find a table missing would both make it; the second would fail.
    await client.query("SELECT pg_advisory_xact_lock(hashtext($1))", [`unikrea ledger ${record}`]);
    const { rows } = await client.query("SHOW synchronous_commit");
    if (z.parse(SETTING, rows[0]).synchronous_commit === "off") {
      throw new UnikreaError("ledger_error", "The ledger's database has synchronous_commit = off", {
        hint: "a crash could take back what was acknowledged: set it to on for this role or database",
      });
    }
    // Ids are compared byte by byte, whatever the language of the database, so that pages stay in one order.
    await client.query(`CREATE TABLE IF NOT EXISTS ${record} (
      id text COLLATE "C" PRIMARY KEY, version bigint NOT NULL, state text COLLATE "C" NOT NULL,
      updated_at text COLLATE "C" NOT NULL, record text NOT NULL)`);
    await client.query(`CREATE INDEX IF NOT EXISTS ${updatedIndex} ON ${record} (updated_at)`);
    await client.query(`CREATE TABLE IF NOT EXISTS ${spent} (
      counter text COLLATE "C" PRIMARY KEY, micro_usd bigint NOT NULL)`);
    await client.query(`CREATE TABLE IF NOT EXISTS ${lease} (
      name text COLLATE "C" PRIMARY KEY, fence bigint NOT NULL, expires_at timestamptz NOT NULL)`);
    await client.query(`CREATE TABLE IF NOT EXISTS ${fence} (
      one integer PRIMARY KEY CHECK (one = 1), fence bigint NOT NULL)`);
    await client.query(`INSERT INTO ${fence} VALUES (1, 0) ON CONFLICT DO NOTHING`);
  });
}
