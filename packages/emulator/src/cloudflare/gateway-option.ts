import { flagAt, numberAt, objectAt, textAt } from "../schema/read.ts";
import { isObject } from "../schema/vendor.ts";

/** A value of gateway metadata. */
export type MetadataValue = string | number | boolean | null;

/** What a caller asked of the gateway, from REST headers or from the binding's `options.gateway`. */
export interface GatewayOptions {
  id: string;
  skipCache: boolean;
  /** Seconds. */
  cacheTtl?: number;
  cacheKey?: string;
  metadata: Record<string, MetadataValue>;
  collectLog: boolean;
  collectPayload: boolean;
  eventId?: string;
  requestTimeoutMs?: number;
  maxAttempts?: number;
  retryDelayMs: number;
  backoff: "constant" | "linear" | "exponential";
  /** Forbids Unified Billing, the only way Krea can be paid here. */
  noWholesale: boolean;
}

/** Metadata keeps five entries (docs: at most five, more are dropped). */
const metadataLimit = 5;

const defaultRetryDelayMs = 500;

/** Reads `cf-aig-*` request headers. Source: Cloudflare's page on request handling, 2026-06-15. */
export function optionsFromHeaders(headers: Headers): GatewayOptions {
  const text = (name: string) => headers.get(`cf-aig-${name}`) ?? undefined;
  const number = (name: string) => {
    const value = text(name);
    return value === undefined || !Number.isFinite(Number(value)) ? undefined : Number(value);
  };
  return {
    id: text("gateway-id") ?? "default",
    skipCache: text("skip-cache") === "true",
    ...given("cacheTtl", number("cache-ttl")),
    ...given("cacheKey", text("cache-key")),
    metadata: metadataFrom(parseJson(text("metadata"))),
    collectLog: text("collect-log") !== "false",
    collectPayload: text("collect-log-payload") !== "false",
    ...given("eventId", text("event-id")),
    ...given("requestTimeoutMs", number("request-timeout")),
    ...given("maxAttempts", number("max-attempts")),
    retryDelayMs: number("retry-delay") ?? defaultRetryDelayMs,
    backoff: backoffFrom(text("backoff")),
    noWholesale: text("no-wholesale") === "true",
  };
}

/** Reads `options.gateway` of a binding call (runtime types, `GatewayOptions`). */
export function optionsFromBinding(options: unknown): GatewayOptions {
  const gateway = objectAt(options, "gateway");
  const retries = objectAt(gateway, "retries");
  return {
    id: textAt(gateway, "id") ?? "default",
    skipCache: flagAt(gateway, "skipCache") ?? false,
    ...given("cacheTtl", numberAt(gateway, "cacheTtl")),
    ...given("cacheKey", textAt(gateway, "cacheKey")),
    metadata: metadataFrom(objectAt(gateway, "metadata")),
    collectLog: flagAt(gateway, "collectLog") ?? true,
    collectPayload: true,
    ...given("eventId", textAt(gateway, "eventId")),
    ...given("requestTimeoutMs", numberAt(gateway, "requestTimeoutMs")),
    ...given("maxAttempts", numberAt(retries, "maxAttempts")),
    retryDelayMs: numberAt(retries, "retryDelayMs") ?? defaultRetryDelayMs,
    backoff: backoffFrom(textAt(retries, "backoff")),
    noWholesale: false,
  };
}

/** Milliseconds the gateway waits before attempt `attempt` (2 or later). */
export function retryDelay({ retryDelayMs, backoff }: GatewayOptions, attempt: number): number {
  const steps = attempt - 1;
  if (backoff === "linear") return retryDelayMs * steps;
  return backoff === "exponential" ? retryDelayMs * 2 ** (steps - 1) : retryDelayMs;
}

/** What a caller can recognise a run by: its cache key, or else the first text among its metadata. */
export function clientKeyOf({ cacheKey, metadata }: GatewayOptions): string | undefined {
  return cacheKey ?? Object.values(metadata).find((value) => typeof value === "string");
}

function given<Key extends string, Value>(key: Key, value: Value | undefined): { [K in Key]?: Value } {
  return value === undefined ? {} : ({ [key]: value } as { [K in Key]?: Value });
}

function backoffFrom(word: string | undefined): GatewayOptions["backoff"] {
  return word === "linear" || word === "exponential" ? word : "constant";
}

function parseJson(text: string | undefined): unknown {
  try {
    return text === undefined ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** One object among the values drops all (docs, cf-aig-metadata). */
function metadataFrom(value: unknown): Record<string, MetadataValue> {
  if (!isObject(value)) return {};
  const kept: Record<string, MetadataValue> = {};
  for (const [key, entry] of Object.entries(value).slice(0, metadataLimit)) {
    if (
      typeof entry === "string" ||
      typeof entry === "number" ||
      typeof entry === "boolean" ||
      entry === null
    ) {
      kept[key] = entry;
    } else return {};
  }
  return kept;
}
