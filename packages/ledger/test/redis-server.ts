import { Redis } from "ioredis";
import { isReachable } from "./reachable.ts";

const URL = process.env.UNIKREA_TEST_REDIS_URL ?? "redis://127.0.0.1:6379";

export function openRedis(): Redis {
  const client = new Redis(URL, { lazyConnect: true, connectTimeout: 2000, maxRetriesPerRequest: 1 });
  // Without a listener ioredis prints every failed attempt; what matters is the command that fails.
  client.on("error", () => undefined);
  return client;
}

export async function hasRedis(): Promise<boolean> {
  const client = openRedis();
  try {
    return await isReachable("Redis", "UNIKREA_TEST_REDIS_URL", () => client.ping());
  } finally {
    client.disconnect();
  }
}

/** Takes a run's keys away. */
export async function dropKeys(client: Redis, prefix: string): Promise<void> {
  const keys = await client.keys(`${prefix}*`);
  if (keys.length > 0) await client.del(...keys);
}
