import type { CanonicalImage, ImageInput } from "./image.ts";

/** The variants of Krea 2 that are hosted. Turbo is the cheapest and fastest, large the best. */
export const MODELS = ["krea-2-medium", "krea-2-large", "krea-2-medium-turbo"] as const;
export type Model = (typeof MODELS)[number];

/** Every ratio that some provider makes. Not every provider makes all of them. */
export const ASPECT_RATIOS = ["1:1", "4:3", "3:2", "16:9", "2.35:1", "4:5", "3:4", "2:3", "9:16"] as const;
export type AspectRatio = (typeof ASPECT_RATIOS)[number];

/** How far the service may expand the prompt: `raw` not at all, `high` the most. */
export const CREATIVITIES = ["raw", "low", "medium", "high"] as const;
export type Creativity = (typeof CREATIVITIES)[number];

const SLIDERS = ["intensity", "complexity", "movement"] as const;
export type Slider = (typeof SLIDERS)[number];

/** Limits of the canonical request. A provider may be narrower; its capabilities say so. */
export const LIMITS = {
  /** In code points. No vendor publishes one for Krea 2; the widest figure seen on a reseller or SDK is this. */
  promptLength: 10_000,
  references: 10,
  /** No vendor publishes one; this only bounds a mistake. */
  styles: 20,
  seed: 2 ** 32 - 1,
  n: 20,
  urlLength: 2048,
  /** Bytes of one input image. */
  imageBytes: 20_000_000,
} as const;

/**
 * What every service is asked with when you leave a setting out. Always sent, because the vendors' own defaults
 * differ (creativity `low` here and `medium` there, strengths 0.5 and 0.7): a failover keeps the look.
 */
export const DEFAULTS = {
  model: "krea-2-medium",
  aspectRatio: "1:1",
  resolution: "1K",
  creativity: "medium",
  references: [],
  sliders: { intensity: 0, complexity: 0, movement: 0 },
  styles: [],
  n: 1,
  providerOptions: {},
} as const;

/** The strengths for images and moodboards that come without one. Always sent too. */
export const DEFAULT_STRENGTHS = { reference: 0.5, moodboard: 0.35, source: 0.99 } as const;

/** Extras that only one provider has, by provider id. Each provider package adds its own entry. */
// biome-ignore lint/suspicious/noEmptyInterface: filled by declaration merging from the provider packages
export interface ProviderOptions {}

/** What you ask for. Only `prompt` is required; unknown keys are refused, with a suggestion. */
export interface GenerateRequest {
  /** What to draw, at most 10,000 characters. */
  prompt: string;
  /** @default "krea-2-medium" */
  model?: Model | undefined;
  /** @default "1:1" */
  aspectRatio?: AspectRatio | undefined;
  /** The only resolution that the hosted models have. @default "1K" */
  resolution?: "1K" | undefined;
  /** @default "medium" */
  creativity?: Creativity | undefined;
  /** Up to 10 images whose style is followed. */
  references?: readonly Reference[] | undefined;
  /** Integers −100…100; 0 is off. */
  sliders?: { [slider in Slider]?: number | undefined } | undefined;
  moodboard?: { id: string /** @default 0.35 */; strength?: number | undefined } | undefined;
  /** Trained styles (LoRAs) by id, strength −2…2. */
  styles?: readonly { id: string; strength: number }[] | undefined;
  /** Image-to-image: the picture to start from. Strength 0 keeps it, 1 replaces it. */
  source?: { image: ImageInput /** @default 0.99 */; strength?: number | undefined } | undefined;
  /** Integer 0…4294967295. Left out or null: random. */
  seed?: number | null | undefined;
  /** Images to make, 1…20, each with its own seed. @default 1 */
  n?: number | undefined;
  providerOptions?: (ProviderOptions & Record<string, unknown>) | undefined;
}

export interface Reference {
  image: ImageInput;
  /** −2…2, where negative pushes away. Not every provider goes below 0 or above 1. @default 0.5 */
  strength?: number | undefined;
}

/** The request with every default filled in and every image in one of three forms. */
export interface CanonicalRequest {
  readonly model: Model;
  readonly prompt: string;
  readonly aspectRatio: AspectRatio;
  readonly resolution: "1K";
  readonly creativity: Creativity;
  readonly references: readonly { readonly image: CanonicalImage; readonly strength: number }[];
  readonly sliders: Readonly<Record<Slider, number>>;
  readonly moodboard?: { readonly id: string; readonly strength: number };
  readonly styles: readonly { readonly id: string; readonly strength: number }[];
  readonly source?: { readonly image: CanonicalImage; readonly strength: number };
  readonly seed?: number;
  readonly n: number;
  readonly providerOptions: Readonly<Record<string, unknown>>;
}
