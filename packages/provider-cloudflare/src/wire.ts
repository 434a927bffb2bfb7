import * as z from "zod/mini";

// Cloudflare's words, as it takes and gives them. Sources: the published schemas of the three models (cloudflare-docs
// commits 05b5f46cc674 and 30f9b0255637) and the AI Gateway pages, read 2026-11-21, unless a line says otherwise.

/** Input of a run, the same for the three models. The root takes no other keys. */
export interface CloudflareInput {
  prompt: string;
  aspect_ratio: string;
  resolution: string;
  creativity: string;
  intensity: number;
  complexity: number;
  movement: number;
  seed?: number;
  styles?: readonly { id: string; strength: number }[];
  image_style_references?: readonly { url: string; strength: number }[];
  moodboards?: readonly { id: string; strength: number }[];
}

/** What the AI Gateway is told about a run, in the binding's spelling. REST says the same in headers. */
export interface CloudflareGateway {
  id: string;
  cacheKey: string;
  metadata: Readonly<Record<string, string | number | boolean>>;
  requestTimeoutMs: number;
  retries: { maxAttempts: number };
  skipCache?: boolean | undefined;
  cacheTtl?: number | undefined;
  collectLog?: boolean | undefined;
  eventId?: string | undefined;
  /** REST only. */
  collectLogPayload?: boolean | undefined;
  /** REST only. */
  noWholesale?: boolean | undefined;
}

/** One run. */
export interface CloudflareWire {
  model: string;
  input: CloudflareInput;
  gateway: CloudflareGateway;
  /** Binding only. */
  tags?: readonly string[];
}

/** The headers that say on REST what stands in `gateway` on the binding, without their `cf-aig-`. */
export const HEADERS = {
  id: "gateway-id",
  cacheKey: "cache-key",
  requestTimeoutMs: "request-timeout",
  skipCache: "skip-cache",
  cacheTtl: "cache-ttl",
  collectLog: "collect-log",
  eventId: "event-id",
  collectLogPayload: "collect-log-payload",
  noWholesale: "no-wholesale",
} as const satisfies Partial<Record<keyof CloudflareGateway, string>>;

/**
 * The run record: bare from the binding and in the docs' samples, inside an envelope from REST (seen June to October
 * 2026). Read as it comes: a state of another form must not lose an image that is paid for.
 */
export const RECORD = z.object({
  /** Completed, Failed and Running are known. */
  state: z.optional(z.unknown()),
  /** `{ image }`. */
  result: z.optional(z.unknown()),
  /** Where the image stands when there is no record around it, as with Cloudflare's own models. */
  image: z.optional(z.unknown()),
  /** `{ code, message }` when it failed. */
  error: z.optional(z.unknown()),
  /** Ours: the answer's `cf-aig-log-id`. */
  logId: z.nullish(z.string()),
  /** Ours: what the gateway's log says that it cost, in micro-dollars. */
  microUsd: z.optional(z.number()),
});
export type CloudflareRecord = z.infer<typeof RECORD>;

/**
 * There is no job to ask about afterwards. What is kept is the gateway's receipt, for its log. Of a run that was found and left
 * none, our own name for it stands beside it, so that two of them are not taken for one.
 */
export const TOKEN = z.object({ logId: z.nullable(z.string()) });
export type CloudflareToken = z.infer<typeof TOKEN>;
