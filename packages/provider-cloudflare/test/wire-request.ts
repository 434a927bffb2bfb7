import type { ProviderRequest } from "@unikrea/core/provider";
import { canonicalRequest, MOODBOARD_ID } from "@unikrea/testkit";
import type { CloudflareOptions } from "../src/index.ts";

export type Request = ProviderRequest<CloudflareOptions>;

export const KEY = "00000000-0000-4000-8000-000000000001";

/** A request as `toWire` gets it. */
export const request = (changes: Partial<Request> = {}): Request => ({
  ...canonicalRequest(changes),
  options: changes.options ?? {},
});

export const REFERENCE = "https://pictures.example.com/fog.jpg";

/** Every setting that Cloudflare has. */
export const FULL = request({
  model: "krea-2-large",
  aspectRatio: "2.35:1",
  creativity: "raw",
  sliders: { intensity: -100, complexity: 100, movement: 1 },
  seed: 0,
  styles: [{ id: "ink-wash", strength: -2 }],
  references: [
    { image: { kind: "url", url: REFERENCE }, strength: 0 },
    { image: { kind: "bytes", bytes: Uint8Array.of(1, 2, 3), mediaType: "image/png" }, strength: 1 },
  ],
  moodboard: { id: MOODBOARD_ID, strength: 0.35 },
  options: {
    gatewayId: "pictures",
    skipCache: true,
    cacheTtl: 60,
    collectLog: false,
    eventId: "order-7",
    metadata: { team: "größe", order: 7, paid: true },
    tags: ["shop", "order:7"],
    allowDataUris: true,
  },
});
