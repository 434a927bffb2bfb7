import type { LedgerStore } from "@unikrea/core/ledger";
import { sampleRecord } from "@unikrea/ledger/conformance";
import { describe, expect, it, onTestFinished } from "vitest";
import { hasPostgres, openPostgres } from "../postgres-server.ts";
import { newPrefix } from "../reachable.ts";
import { dropKeys, hasRedis, openRedis } from "../redis-server.ts";
import { temporaryDirectory } from "../temporary.ts";
import { killChild, randomFrom, type Testament } from "./kill.ts";
import { openStore } from "./store.ts";

const SEED = Number(process.env.UNIKREA_TEST_SEED ?? 20_260_101);
/** Children at once, over one ledger: they race while they die. */
const CHILDREN = 4;
const ROUNDS = Number(process.env.UNIKREA_TEST_ROUNDS ?? 5);
/** A child dies after at most so many acknowledged writes. */
const MAX_WRITES = 30;

const PLACES: Readonly<Record<string, () => Promise<string>>> = {
  file: temporaryDirectory,
  sqlite: temporaryDirectory,
  async postgres() {
    const schema = newPrefix();
    const pool = openPostgres({ max: 1 });
    await pool.query(`CREATE SCHEMA ${schema}`);
    onTestFinished(async () => {
      await pool.query(`DROP SCHEMA ${schema} CASCADE`);
      await pool.end();
    });
    return `${schema}.ledger`;
  },
  async redis() {
    const prefix = newPrefix();
    onTestFinished(async () => {
      const client = openRedis();
      await dropKeys(client, prefix);
      client.disconnect();
    });
    return prefix;
  },
};
const CAN_RUN: Readonly<Record<string, boolean>> = {
  file: true,
  sqlite: true,
  postgres: await hasPostgres(),
  redis: await hasRedis(),
};

/** What is missing of what the dead were told. */
async function losses(store: LedgerStore, testaments: readonly Testament[]): Promise<string[]> {
  const problems: string[] = [];
  for (const { name, versions, spent } of testaments) {
    for (const [id, acknowledged] of versions) {
      const { version = 0 } = (await store.get(id)) ?? {};
      // One more may have been written whose acknowledgement died with the child.
      if (version !== acknowledged && version !== acknowledged + 1)
        problems.push(`${id} is at version ${version}; version ${acknowledged} was acknowledged`);
    }
    const [sum = 0] = await store.spent([name]);
    if (sum !== spent && sum !== spent + 1) problems.push(`${name} spent ${sum}; ${spent} were acknowledged`);
  }
  return problems;
}

/** What was written by half, and whether the ledger can still be used. */
async function damages(store: LedgerStore, testaments: readonly Testament[]): Promise<string[]> {
  const problems: string[] = [];
  const [total = 0, ...parts] = await store.spent(["total", ...testaments.map(({ name }) => name)]);
  const sum = parts.reduce((left, right) => left + right, 0);
  if (total !== sum) problems.push(`half a reservation: the total is ${total}, the parts are ${sum}`);
  // A torn record would throw.
  for (let page = await store.list({ limit: 100 }); page.length > 0; ) {
    page = await store.list({ after: page.at(-1)?.id, limit: 100 });
  }
  const isUsable =
    (await store.create(sampleRecord("after"))) &&
    (await store.update(sampleRecord("after", { version: 2 }))) &&
    (await store.spend([{ counter: "total", deltaMicroUsd: 1, limitMicroUsd: total + 1 }]));
  if (!isUsable) problems.push("the ledger cannot be written any more");
  return problems;
}

describe.each(Object.keys(PLACES))("%s", (kind) => {
  const title = `loses nothing and tears nothing when ${ROUNDS * CHILDREN} writers are killed (seed ${SEED})`;
  it.skipIf(!CAN_RUN[kind])(title, { timeout: 60_000 }, async () => {
    const place = (await PLACES[kind]?.()) ?? "";
    const { store, close } = await openStore(kind, place);
    const random = randomFrom(SEED);
    const testaments: Testament[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      const children = Array.from({ length: CHILDREN }, (_, at) =>
        killChild(kind, place, `child-${round}-${at}`, 1 + Math.floor(random() * MAX_WRITES)),
      );
      testaments.push(...(await Promise.all(children)));
      expect(await losses(store, testaments.slice(-CHILDREN))).toStrictEqual([]);
    }
    expect(await losses(store, testaments)).toStrictEqual([]);
    expect(await damages(store, testaments)).toStrictEqual([]);
    await close();
    expect(testaments.filter(({ versions }) => versions.size > 0)).toHaveLength(ROUNDS * CHILDREN);
  });
});
