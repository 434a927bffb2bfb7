import type { World } from "../world.ts";
import type { GatewayOptions } from "./gateway-option.ts";
import type { Output } from "./output.ts";
import type { CloudflareSwitches } from "./switch.ts";

/** Without configured caching, an entry under an own key lives five minutes (docs, cf-aig-cache-key). */
const defaultTtlSeconds = 300;
/** Cache times are 60 s to one month (docs, cf-aig-cache-ttl). */
const ttlRangeSeconds = [60, 2_592_000] as const;

/** Finished answers of the gateway. Nothing is shared while it is still running: there is no single flight. */
export interface AnswerCache {
  find(request: CacheableRequest): Output | undefined;
  store(request: CacheableRequest, output: Output, storedAtMs: number): void;
  clear(): void;
}

/** What a stored answer is found by. */
export interface CacheableRequest {
  model: string;
  input: unknown;
  gateway: GatewayOptions;
}

/** Opens the cache. */
export function createAnswerCache(world: World, switches: CloudflareSwitches): AnswerCache {
  const manner = switches.cache ?? "off";
  let entries = new Map<string, { output: Output; endAtMs: number }>();

  const keyOf = ({ model, input, gateway }: CacheableRequest): string | undefined => {
    if (gateway.skipCache) return undefined;
    if (gateway.cacheKey !== undefined) return JSON.stringify([gateway.id, gateway.cacheKey]);
    return manner === "off" ? undefined : JSON.stringify([gateway.id, model, input]);
  };

  return {
    find(request) {
      world.agenda.catchUp(world.clock.now());
      const key = keyOf(request);
      const entry = key === undefined ? undefined : entries.get(key);
      return entry && world.clock.now() < entry.endAtMs ? entry.output : undefined;
    },
    store(request, output, storedAtMs) {
      const key = keyOf(request);
      if (key === undefined) return;
      const asked = manner === "sticky" ? undefined : request.gateway.cacheTtl;
      const seconds = Math.min(ttlRangeSeconds[1], Math.max(ttlRangeSeconds[0], asked ?? defaultTtlSeconds));
      entries.set(key, { output, endAtMs: storedAtMs + seconds * 1000 });
    },
    clear() {
      entries = new Map();
    },
  };
}
