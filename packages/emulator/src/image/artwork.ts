import type { Creativity, Model, Service } from "../model.ts";
import { hashText } from "../random.ts";

/** A picture given with the request: a style reference or the source of image-to-image. */
export interface Sample {
  /** Tells samples apart: the URL or id as it was sent, or a digest of the bytes. */
  key: string;
  strength: number;
  /** The picture itself, where the emulator has it (data URI, upload). */
  bytes?: Uint8Array;
}

/** Everything that decides how an image looks. Equal artworks give equal bytes. */
export interface Artwork {
  service: Service;
  model: Model;
  prompt: string;
  width: number;
  height: number;
  seed: number;
  creativity: Creativity;
  /** Each −100 to 100. */
  sliders: { intensity: number; complexity: number; movement: number };
  references: readonly Sample[];
  moodboard?: { id: string; strength: number };
  /** Trained styles. */
  styles: readonly { id: string; strength: number }[];
  /** The image an image-to-image request starts from. */
  source?: Sample;
  format: "png" | "jpeg" | "webp";
  /** Encoder quality of JPEG and WebP, 1 to 100. */
  quality?: number;
  /** A preview is the same picture at a quarter of the size. */
  isPreview?: boolean;
}

/** The media type of an artwork's bytes. */
export function mediaTypeOf(artwork: Pick<Artwork, "format">): `image/${Artwork["format"]}` {
  return `image/${artwork.format}`;
}

const longestKey = 256;

/** A sample from what a request holds: a URL, an id, a data URI or bare base64. */
export function sampleFrom(image: string, strength: number, bytes?: Uint8Array): Sample {
  const inline = bytes ?? inlineBytes(image);
  const key = image.length > longestKey ? `${image.length}:${hashText(image)}` : image;
  return { key, strength, ...(inline ? { bytes: inline } : {}) };
}

/** The bytes of a base64 data URI, or `undefined`. */
function inlineBytes(image: string): Uint8Array | undefined {
  const comma = image.indexOf(",");
  const isBase64 = image.startsWith("data:") && image.slice(0, comma).endsWith(";base64");
  return isBase64 ? new Uint8Array(Buffer.from(image.slice(comma + 1), "base64")) : undefined;
}

/** One text that stands for the artwork: equal artworks, equal keys. */
export function keyOf(artwork: Artwork): string {
  return JSON.stringify(artwork, (name, value: unknown) => (name === "bytes" ? undefined : value));
}
