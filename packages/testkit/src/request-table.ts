import type { CanonicalRequest, GenerateRequest } from "@unikrea/core";
import { TINY_IMAGES } from "./tiny-image.ts";

/** A moodboard's id, of the form that Krea's schema takes. */
export const MOODBOARD_ID = "6f1f7a52-6d0e-4a0c-9a55-2f9f3f0f7c11";

/** Input images in the three forms that need no account. */
export const INPUT_IMAGES = {
  url: "https://pictures.example.com/fog.jpg",
  dataUri: `data:image/webp;base64,${btoa(String.fromCharCode(...TINY_IMAGES["image/webp"]))}`,
  bytes: TINY_IMAGES["image/png"],
} as const;

/** The requests that every provider is tried with, where its capabilities allow. */
export const REQUESTS = {
  minimal: { prompt: "a lighthouse in fog" },
  "seed zero": { prompt: "a lighthouse in fog", seed: 0 },
  "largest seed": { prompt: "a lighthouse in fog", seed: 4_294_967_295 },
  "random seed": { prompt: "a lighthouse in fog", seed: null },
  // biome-ignore lint/suspicious/noTemplateCurlyInString: a prompt may look like a template, and is none
  unicode: { prompt: '  “Leuchtturm”\n\t灯台 🌫️ ${x} <b> "q" \\ \u0301 ' },
  "wide and raw": { prompt: "a lighthouse in fog", aspectRatio: "16:9", creativity: "raw" },
  sliders: { prompt: "a lighthouse in fog", sliders: { intensity: 100, movement: -100 } },
  references: {
    prompt: "a lighthouse in fog",
    references: [{ image: INPUT_IMAGES.url, strength: 0.25 }, { image: INPUT_IMAGES.dataUri }],
  },
  moodboard: { prompt: "a lighthouse in fog", moodboard: { id: MOODBOARD_ID } },
  styles: { prompt: "a lighthouse in fog", styles: [{ id: "ink-wash", strength: -1.5 }] },
  source: { prompt: "a lighthouse in fog", source: { image: INPUT_IMAGES.bytes } },
  "several images": { prompt: "a lighthouse in fog", n: 3, seed: 4_294_967_294 },
} as const satisfies Record<string, GenerateRequest>;

/**
 * A request as core hands it to providers. The defaults are written out here a second time, on purpose: when core's
 * change, the look of every image changes, and a test should say so.
 */
export function canonicalRequest(changes: Partial<CanonicalRequest> = {}): CanonicalRequest {
  return {
    model: "krea-2-medium",
    prompt: "a lighthouse in fog",
    aspectRatio: "1:1",
    resolution: "1K",
    creativity: "medium",
    references: [],
    sliders: { intensity: 0, complexity: 0, movement: 0 },
    styles: [],
    n: 1,
    providerOptions: {},
    ...changes,
  };
}
