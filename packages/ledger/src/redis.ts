/**
 * A ledger in Redis, over `ioredis`.
 *
 * @module
 */

import {
  LEDGER_STATES,
  type LedgerState,
  type LedgerStore,
  parseRecord,
  UnikreaError,
} from "@unikrea/core/ledger";
import * as z from "zod/mini";
import { INTEGER } from "./integer.ts";
import { CREATE, GET, LEASE, LIST, RELEASE, REMOVE, RENEW, SPEND, UPDATE } from "./redis/scripts.ts";
import { reportingTrouble } from "./trouble.ts";

/** What is used of a client. `Redis` of ioredis is such. */
export interface RedisClient {
  eval(script: string, numberOfKeys: number, ...keysAndArguments: (string | number)[]): Promise<unknown>;
  hmget(key: string, ...fields: string[]): Promise<(string | null)[]>;
  info(section: string): Promise<string>;
}

export interface RedisLedgerOptions {
  /**
   * Goes before every key. Default `unikrea:`. Two ledgers in one database need prefixes of which none begins with the
   * other. In a cluster it needs a hash tag, so that all keys live together: `{unikrea}:`.
   */
  readonly prefix?: string;
}

/** How long the answer to a reservation is kept for a client that asks again: longer than any client tries. */
const ANSWER_MS = 3_600_000;

const FLAG = z.literal([0, 1]);
const TEXT = z.nullable(z.string());
const PAGE = z.array(z.string());

/**
 * Keeps intents in Redis, shared by every machine that reaches it. Every method is one script, so nothing comes
 * between; leases run by the server's clock.
 *
 * A write that resolved has survived a crash of the process. Whether it survives a crash of the server is the server's
 * matter: without a file nothing does, with `appendonly yes` and the usual `appendfsync everysec` the last second may
 * be lost, and a failover to a replica may lose more. What is lost so is a paid image that nobody looks for.
 *
 * The server must not throw keys away to make room: any `maxmemory-policy` but `noeviction` is refused.
 *
 * Every method throws `ledger_error` when the server refuses, or holds something that cannot be read.
 */
export function redisLedger(
  client: RedisClient,
  { prefix = "unikrea:" }: RedisLedgerOptions = {},
): LedgerStore {
  const records = [`${prefix}records`, `${prefix}versions`, `${prefix}updated`];
  const spentKey = `${prefix}spent`;
  const indexOf = (state: LedgerState) => `${prefix}state:${state}`;
  const indexes = LEDGER_STATES.map(indexOf);

  let checking: Promise<void> | undefined;
  async function run(script: string, keys: readonly string[], args: readonly (string | number)[]) {
    checking ??= refuseEviction(client).catch((error) => {
      checking = undefined;
      throw error;
    });
    await checking;
    return client.eval(script, keys.length, ...keys, ...args);
  }
  const change = async (script: string, keys: readonly string[], args: readonly (string | number)[]) =>
    z.parse(FLAG, await run(script, keys, args)) === 1;

  return reportingTrouble("Redis", {
    promises: { shared: true, durability: "process" },

    create({ id, ...rest }) {
      const record = { id, ...rest };
      const args = [
        id,
        record.version,
        JSON.stringify(record),
        crypto.randomUUID(),
        timeOf(record.updatedAt),
      ];
      return change(CREATE, [...records, indexOf(record.state)], args);
    },

    update(record) {
      const { id, version, state, updatedAt } = record;
      const args = [
        ...[id, version, JSON.stringify(record)],
        ...[crypto.randomUUID(), timeOf(updatedAt), version - 1],
      ];
      return change(UPDATE, [...records, indexOf(state), ...indexes], args);
    },

    async get(id) {
      const text = z.parse(TEXT, await run(GET, records, [id]));
      return text === null ? undefined : parseRecord(text, id);
    },

    async list({ states, updatedSince, after, limit }) {
      const keys = states ? [...new Set(states)].map(indexOf) : indexes;
      const beginning = after === undefined ? "-" : `(${after}`;
      const since = updatedSince === undefined ? "" : timeOf(updatedSince);
      const page = z.parse(PAGE, await run(LIST, [...records, ...keys], [beginning, limit, since]));
      return page.flatMap((id, at) => (at % 2 === 0 ? parseRecord(page[at + 1], id) : []));
    },

    async remove(id) {
      await run(REMOVE, [...records, ...indexes], [id]);
    },

    spend(changes) {
      const args = changes.flatMap(({ counter, deltaMicroUsd, limitMicroUsd }) => [
        counter,
        deltaMicroUsd,
        limitMicroUsd ?? "",
      ]);
      return change(SPEND, [spentKey, `${prefix}answer:${crypto.randomUUID()}`], [ANSWER_MS, ...args]);
    },

    async spent(counters) {
      if (counters.length === 0) return [];
      const sums = await client.hmget(spentKey, ...counters);
      return sums.map((sum) => (sum === null ? 0 : z.parse(INTEGER, sum)));
    },

    async lease(name, ttlMs) {
      const keys = [`${prefix}lease:${name}`];
      const holder = crypto.randomUUID();
      const fence = z.parse(INTEGER, await run(LEASE, [...keys, `${prefix}fence`], [holder, ttlMs]));
      if (fence === 0) return undefined;
      return {
        fence,
        renew: () => change(RENEW, keys, [holder, ttlMs]),
        release: async () => {
          await run(RELEASE, keys, [holder]);
        },
      };
    },
  });
}

/** Milliseconds since the epoch, by which Redis can order. */
const timeOf = (date: string) => Date.parse(date) || 0;

/** A key that was thrown away looks like an intent that was never sent. */
async function refuseEviction(client: RedisClient): Promise<void> {
  const policy = /^maxmemory_policy:(\S+)/m.exec(await client.info("memory"))?.[1];
  if (policy === undefined || policy === "noeviction") return;
  throw new UnikreaError("ledger_error", `The ledger's Redis throws keys away (maxmemory-policy ${policy})`, {
    hint: "set maxmemory-policy noeviction, or give the ledger a database of its own server",
  });
}
