import { ledgerConformance, sampleRecord } from "@unikrea/ledger/conformance";
import { type PostgresPool, postgresLedger } from "@unikrea/ledger/postgres";
import type pg from "pg";
import { afterAll, beforeAll, describe, expect, expectTypeOf, it } from "vitest";
import { hasPostgres, openPostgres } from "./postgres-server.ts";
import { newPrefix } from "./reachable.ts";

const isThere = await hasPostgres();

describe.skipIf(!isThere)("PostgreSQL", () => {
  const schema = newPrefix();
  const pools: pg.Pool[] = [];
  let tables = 0;
  const open = (config?: pg.PoolConfig) => {
    const pool = openPostgres(config);
    pools.push(pool);
    return pool;
  };
  const pool = open();
  const other = open();
  beforeAll(() => pool.query(`CREATE SCHEMA ${schema}`));
  afterAll(async () => {
    await pool.query(`DROP SCHEMA ${schema} CASCADE`);
    await Promise.all(pools.map((each) => each.end()));
  });
  const newTable = () => `${schema}.ledger_${++tables}`;

  const checks = ledgerConformance(async () => {
    const table = newTable();
    return {
      store: postgresLedger(pool, { table }),
      peer: () => postgresLedger(other, { table }),
      // The server's clock cannot be moved; the end of every lease can.
      elapse: async (ms) => {
        await pool.query(
          `UPDATE ${table}_lease SET expires_at = expires_at - $1 * interval '1 millisecond'`,
          [ms],
        );
      },
      corrupt: async (id) => {
        await pool.query(`UPDATE ${table} SET record = '{"v":1,' WHERE id = $1`, [id]);
      },
    };
  });
  it.each(checks)("$name", ({ run }) => run());

  it("makes its tables once when many start at once", async () => {
    const table = newTable();
    const stores = Array.from({ length: 12 }, (_, at) => postgresLedger(at % 2 ? pool : other, { table }));
    const made = await Promise.all(stores.map((store) => store.create(sampleRecord("a"))));
    expect(made.filter(Boolean)).toHaveLength(1);
  });

  it("lets racers wait, not fail, in a database that is strict by default", async () => {
    const strict = open({ options: "-c default_transaction_isolation=serializable" });
    const store = postgresLedger(strict, { table: newTable() });
    const change = { counter: "total", deltaMicroUsd: 30, limitMicroUsd: 100 };
    const granted = await Promise.all(Array.from({ length: 16 }, () => store.spend([change])));
    expect(granted.filter(Boolean)).toHaveLength(3);
  });

  it("refuses a server that forgets what it has acknowledged", async () => {
    const loose = open({ options: "-c synchronous_commit=off" });
    await expect(postgresLedger(loose, { table: newTable() }).get("a")).rejects.toMatchObject({
      code: "ledger_error",
      message: expect.stringContaining("synchronous_commit"),
    });
  });

  it.each([
    ["in the middle of a query", "UPDATE"],
    ["between two queries", "SELECT"],
  ])("throws ledger_error, and nothing else, when the connection breaks %s", async (_, moment) => {
    const single = open({ max: 1 });
    single.on("error", () => undefined);
    const breaking: PostgresPool = {
      query: (text, values) => single.query(text, values),
      async connect() {
        const client = await single.connect();
        const query = client.query.bind(client);
        const breakNow = async () => {
          const { rows } = await query("SELECT pg_backend_pid() AS pid");
          const isOver =
            moment === "SELECT"
              ? new Promise((resolve) => client.once("end", resolve))
              : query("SELECT pg_sleep(60)").catch(() => undefined);
          await pool.query("SELECT pg_terminate_backend($1)", [rows[0].pid]);
          await isOver;
        };
        return Object.assign(Object.create(client), {
          async query(text: string, values?: unknown[]) {
            if (text.startsWith(moment) && text.includes("spent")) await breakNow();
            return query(text, values);
          },
        });
      },
    };
    const table = newTable();
    const change = [{ counter: "total", deltaMicroUsd: 1 }];
    await expect(postgresLedger(breaking, { table }).spend(change)).rejects.toMatchObject({
      code: "ledger_error",
    });
    // The pool has room for one connection: had the broken one come back, this would fail, and without one it would wait.
    const store = postgresLedger(single, { table });
    expect(await store.spend(change)).toBe(true);
    expect(await store.spent(["total"])).toStrictEqual([1]);
  });
});

it.each(["", "Robert'); DROP", "a.b.c", 'x"y', "x".repeat(51)])(
  "refuses %j as the name of a table",
  (table) => {
    const pool = {
      query: () => Promise.reject(new Error("asked")),
      connect: () => Promise.reject(new Error("asked")),
    };
    expect(() => postgresLedger(pool, { table })).toThrow(expect.objectContaining({ code: "invalid_input" }));
  },
);

it("takes the Pool of pg", () => {
  expectTypeOf<pg.Pool>().toExtend<PostgresPool>();
});
