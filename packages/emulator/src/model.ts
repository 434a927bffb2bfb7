/** The services that are emulated. */
export type Service = "krea" | "cloudflare" | "runware";

/** Every emulated service, in the order in which pages and tables list them. */
export const services = ["krea", "cloudflare", "runware"] as const satisfies readonly Service[];

/** The hosted variants of Krea 2. */
export type Model = "krea-2-medium" | "krea-2-large" | "krea-2-medium-turbo";

/** Every hosted variant of Krea 2. */
export const models = [
  "krea-2-medium",
  "krea-2-large",
  "krea-2-medium-turbo",
] as const satisfies readonly Model[];

/** Prompt expansion levels, weakest first. */
export type Creativity = "raw" | "low" | "medium" | "high";

/** Pixels of one image. */
export interface Size {
  width: number;
  height: number;
}

/**
 * Output pixels per aspect ratio at 1K (Krea's user guide, read 2026-10; 16:9 also measured by third parties).
 * 3:4 is not published anywhere: 896×1184 mirrors 4:3 and is this emulator's guess.
 */
export const ratioSizes = {
  "1:1": { width: 1024, height: 1024 },
  "4:3": { width: 1184, height: 896 },
  "3:2": { width: 1248, height: 832 },
  "16:9": { width: 1376, height: 768 },
  "2.35:1": { width: 1568, height: 672 },
  "4:5": { width: 928, height: 1152 },
  "3:4": { width: 896, height: 1184 },
  "2:3": { width: 832, height: 1248 },
  "9:16": { width: 768, height: 1376 },
} as const satisfies Record<string, Size>;

/** An aspect ratio that some service accepts. */
export type AspectRatio = keyof typeof ratioSizes;

/** The pixels of an aspect ratio; of a square for one that no service accepts. */
export function sizeOf(ratio: string | undefined): Size {
  const known = Object.entries(ratioSizes).find(([name]) => name === ratio);
  return known?.[1] ?? ratioSizes["1:1"];
}

/** What a generation is billed as. */
export type Tier = "text" | "references" | "moodboard";

/**
 * The billing tier of a request. A moodboard beats references, references beat plain text
 * (Krea 2 overview; the other two services do not say and are assumed to follow).
 */
export function tierOf(counts: { references: number; moodboards: number }): Tier {
  if (counts.moodboards > 0) return "moodboard";
  return counts.references > 0 ? "references" : "text";
}

/** Micro-dollars per image, by model and tier. */
export type PriceTable = Record<Model, Record<Tier, number>>;
