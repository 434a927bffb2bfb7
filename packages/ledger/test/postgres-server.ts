import pg from "pg";
import { isReachable } from "./reachable.ts";

const URL = process.env.UNIKREA_TEST_POSTGRES_URL ?? "postgres://postgres@127.0.0.1:5432/test";

export const openPostgres = (config: pg.PoolConfig = {}) =>
  new pg.Pool({ connectionString: URL, max: 4, connectionTimeoutMillis: 5000, ...config });

export async function hasPostgres(): Promise<boolean> {
  const pool = openPostgres({ max: 1 });
  try {
    return await isReachable("PostgreSQL", "UNIKREA_TEST_POSTGRES_URL", () => pool.query("SELECT 1"));
  } finally {
    await pool.end();
  }
}
