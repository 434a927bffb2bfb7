import { deflateSync } from "node:zlib";
import type { Color } from "./color.ts";

/**
 * One flat color as a PNG with a palette: a bit per pixel, made in a fraction of a millisecond. The palette's second color is
 * nowhere in the picture; it tells pictures apart that have the same first by chance.
 */
export function flatPng(
  width: number,
  height: number,
  color: Color,
  unseen: Color = color,
): Uint8Array<ArrayBuffer> {
  const palette = Buffer.from([...color, ...unseen].map(Math.round));
  return png([
    chunk("IHDR", header(width, height, 1, 3)),
    chunk("PLTE", palette),
    flatPixels(1 + Math.ceil(width / 8), height),
  ]);
}

/** Packed pixels of the palette's one color, by the size of their rows: they are the same whatever the color is. */
const packed = new Map<string, Buffer>();
/** More sizes than all models and ratios have. */
const maxPacked = 64;

function flatPixels(rowBytes: number, rows: number): Buffer {
  const size = `${rowBytes}×${rows}`;
  const known = packed.get(size);
  if (known) return known;
  if (packed.size >= maxPacked) packed.clear();
  const pixels = chunk("IDAT", deflateSync(Buffer.alloc(rowBytes * rows)));
  packed.set(size, pixels);
  return pixels;
}

/**
 * A PNG of a few dozen bytes whose header claims `width` × `height` pixels. Whoever decodes it before reading
 * the header runs out of memory or waits.
 */
export function pixelBomb(width = 65_535, height = 65_535): Uint8Array<ArrayBuffer> {
  return png([chunk("IHDR", header(width, height, 8, 2)), chunk("IDAT", deflateSync(Buffer.alloc(64)))]);
}

function header(width: number, height: number, bitsPerSample: number, colorType: number): Buffer {
  const data = Buffer.alloc(13); // compression, filter and interlace stay 0
  data.writeUInt32BE(width, 0);
  data.writeUInt32BE(height, 4);
  data.set([bitsPerSample, colorType], 8);
  return data;
}

function png(chunks: readonly Buffer[]): Uint8Array<ArrayBuffer> {
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return new Uint8Array(Buffer.concat([signature, ...chunks, chunk("IEND", Buffer.alloc(0))]));
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, "ascii"), data]);
  const framed = Buffer.alloc(body.length + 8);
  framed.writeUInt32BE(data.length, 0);
  body.copy(framed, 4);
  framed.writeUInt32BE(crc32(body), body.length + 4);
  return framed;
}

/** The checksum of PNG chunks. `node:zlib` only has it from Node 20.15 on, and these chunks are small. */
function crc32(bytes: Uint8Array): number {
  let sum = 0xffffffff;
  for (const byte of bytes) {
    sum ^= byte;
    for (let bit = 0; bit < 8; bit += 1) sum = sum & 1 ? (sum >>> 1) ^ 0xedb88320 : sum >>> 1;
  }
  return (sum ^ 0xffffffff) >>> 0;
}
