import sharp, { type Sharp } from "sharp";
import { hashText } from "../random.ts";
import { type Artwork, keyOf } from "./artwork.ts";
import type { Color } from "./color.ts";
import { drawScene } from "./draw.ts";
import { flatPng } from "./png.ts";

/** Draws images when they are first asked for, and keeps the latest. */
export interface Gallery {
  draw(artwork: Artwork): Promise<Uint8Array<ArrayBuffer>>;
  clear(): void;
}

/** Images kept in memory; a drawn one is about half a megabyte. */
const keptImages = 200;

/** Opens a gallery of drawn or plain images. */
export function createGallery(manner: "drawn" | "plain"): Gallery {
  const kept = new Map<string, Promise<Uint8Array<ArrayBuffer>>>();
  return {
    draw(artwork) {
      const key = keyOf(artwork);
      const known = kept.get(key);
      if (known) return known;
      const made =
        manner === "drawn" ? drawScene(artwork).then((scene) => encode(artwork, scene)) : plain(artwork);
      kept.set(key, made);
      made.catch(() => kept.delete(key));
      for (const oldest of kept.keys()) {
        if (kept.size <= keptImages) break;
        kept.delete(oldest);
      }
      return made;
    },
    clear: () => kept.clear(),
  };
}

/** One flat color, chosen by the prompt and seed. The unseen one is the seed's last 24 bits. */
async function plain(artwork: Artwork): Promise<Uint8Array<ArrayBuffer>> {
  const { width, height, prompt, seed } = artwork;
  const flat = flatPng(width, height, colorOfBits(hashText(`${prompt} ${seed}`)), colorOfBits(seed));
  return artwork.format === "png" && !artwork.isPreview ? flat : encode(artwork, sharp(flat));
}

const colorOfBits = (bits: number): Color => [bits & 255, (bits >> 8) & 255, (bits >> 16) & 255];

async function encode(artwork: Artwork, scene: Sharp): Promise<Uint8Array<ArrayBuffer>> {
  let image = scene;
  if (artwork.isPreview) image = image.resize(Math.round(artwork.width / 4), Math.round(artwork.height / 4));
  const quality = artwork.quality ?? 95;
  if (artwork.format === "jpeg") image = image.jpeg({ quality });
  else if (artwork.format === "webp") image = image.webp({ quality, effort: 1 });
  else image = image.png({ compressionLevel: 6 });
  return new Uint8Array(await image.toBuffer());
}
