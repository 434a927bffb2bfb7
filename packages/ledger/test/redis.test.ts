import { ledgerConformance, sampleRecord } from "@unikrea/ledger/conformance";
import { type RedisClient, redisLedger } from "@unikrea/ledger/redis";
import type { Redis } from "ioredis";
import { afterAll, describe, expect, expectTypeOf, it } from "vitest";
import { newPrefix } from "./reachable.ts";
import { dropKeys, hasRedis, openRedis } from "./redis-server.ts";

const isThere = await hasRedis();

describe.skipIf(!isThere)("Redis", () => {
  const run = newPrefix();
  const client = openRedis();
  const other = openRedis();
  let count = 0;
  const nextPrefix = () => `${run}:${++count}:`;
  afterAll(async () => {
    await dropKeys(client, run);
    client.disconnect();
    other.disconnect();
  });

  const checks = ledgerConformance(async () => {
    const prefix = nextPrefix();
    return {
      store: redisLedger(client, { prefix }),
      peer: () => redisLedger(other, { prefix }),
      // The server's clock cannot be moved; the end of every lease can.
      elapse: async (ms) => {
        for (const key of await client.keys(`${prefix}lease:*`)) {
          await client.pexpire(key, Math.max(0, (await client.pttl(key)) - ms));
        }
      },
      corrupt: async (id) => {
        await client.hset(`${prefix}records`, id, '{"v":1,');
      },
    };
  });
  it.each(checks)("$name", ({ run }) => run());

  /** A client whose connection breaks after the server has done its work: ioredis then asks again by itself. */
  const stuttering: RedisClient = {
    info: (section) => client.info(section),
    hmget: (key, ...fields) => client.hmget(key, ...fields),
    async eval(script, keys, ...args) {
      await client.eval(script, keys, ...args);
      return client.eval(script, keys, ...args);
    },
  };

  it("does once what a client sends twice because the connection broke", async () => {
    const store = redisLedger(stuttering, { prefix: nextPrefix() });
    expect(await store.create(sampleRecord("a"))).toBe(true);
    expect(await store.create(sampleRecord("a"))).toBe(false);
    expect(await store.update(sampleRecord("a", { version: 2 }))).toBe(true);
    expect(await store.update(sampleRecord("a", { version: 2 }))).toBe(false);
    expect(await store.spend([{ counter: "total", deltaMicroUsd: 7, limitMicroUsd: 7 }])).toBe(true);
    expect(await store.spent(["total"])).toStrictEqual([7]);
    expect(await store.lease("recover", 60_000)).toMatchObject({ fence: 1 });
    expect(await store.lease("recover", 60_000)).toBeUndefined();
  });

  it("throws for a record whose text is gone, as it is not absent", async () => {
    const prefix = nextPrefix();
    const store = redisLedger(client, { prefix });
    await store.create(sampleRecord("a"));
    await client.hdel(`${prefix}records`, "a");
    await expect(store.get("a")).rejects.toMatchObject({ code: "ledger_error" });
    await expect(store.list({ limit: 9 })).rejects.toMatchObject({ code: "ledger_error" });
    expect(await store.create(sampleRecord("a"))).toBe(false);
  });

  it.each(["", "many", "1.5"])("throws for a counter that has become %j", async (text) => {
    const prefix = nextPrefix();
    const store = redisLedger(client, { prefix });
    await client.hset(`${prefix}spent`, "total", text);
    await expect(store.spent(["total"])).rejects.toMatchObject({ code: "ledger_error" });
    await expect(store.spend([{ counter: "total", deltaMicroUsd: 1 }])).rejects.toMatchObject({
      code: "ledger_error",
    });
  });

  it("works with a client that puts a prefix of its own before every key", async () => {
    const prefixed = client.duplicate({ keyPrefix: nextPrefix() });
    const store = redisLedger(prefixed);
    await store.create(sampleRecord("a"));
    await store.spend([{ counter: "total", deltaMicroUsd: 7 }]);
    expect(await store.list({ limit: 9 })).toStrictEqual([await store.get("a")]);
    expect(await store.spent(["total"])).toStrictEqual([7]);
    prefixed.disconnect();
  });
});

it("refuses a server that throws keys away", async () => {
  const evicting = {
    eval: async () => null,
    hmget: async () => [],
    info: async () => "maxmemory_policy:allkeys-lru\r\n",
  };
  await expect(redisLedger(evicting).get("a")).rejects.toMatchObject({
    code: "ledger_error",
    message: expect.stringContaining("allkeys-lru"),
  });
});

it("takes the client of ioredis", () => {
  expectTypeOf<Redis>().toExtend<RedisClient>();
});

it("claims no more than a crash of the process", () => {
  const idle = { eval: async () => null, hmget: async () => [], info: async () => "" };
  expect(redisLedger(idle).promises).toStrictEqual({ shared: true, durability: "process" });
});
