import { deflateSync } from "node:zlib";

// The smallest files that a reader of headers takes for whole. Their pixels are not meant to be looked at.

/** A PNG whose header says `width` × `height`. */
export function png(width: number, height: number): Uint8Array<ArrayBuffer> {
  const size = Buffer.alloc(13);
  size.writeUInt32BE(width, 0);
  size.writeUInt32BE(height, 4);
  size.set([8, 2, 0, 0, 0], 8);
  const chunk = (type: string, data: Buffer) => {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(data.length);
    return Buffer.concat([length, Buffer.from(type, "latin1"), data, Buffer.alloc(4)]);
  };
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  const pixels = deflateSync(Buffer.alloc(3));
  return Uint8Array.from(
    Buffer.concat([signature, chunk("IHDR", size), chunk("IDAT", pixels), chunk("IEND", Buffer.alloc(0))]),
  );
}

/** A JPEG whose frame header says `width` × `height`, behind an APP0 segment as real files have one. */
export function jpeg(width: number, height: number): Uint8Array<ArrayBuffer> {
  const frame = Buffer.from([
    0xff,
    0xc0,
    0,
    11,
    8,
    height >> 8,
    height & 255,
    width >> 8,
    width & 255,
    1,
    1,
    0x11,
    0,
  ]);
  const app0 = Buffer.from([0xff, 0xe0, 0, 16, ...Buffer.from("JFIF\0\x01\x01\0\0\x01\0\x01\0\0", "latin1")]);
  return Uint8Array.from(
    Buffer.concat([Buffer.from([0xff, 0xd8]), app0, frame, Buffer.alloc(8), Buffer.from([0xff, 0xd9])]),
  );
}

/** A WebP of one of its three kinds whose header says `width` × `height`. */
export function webp(width: number, height: number, kind: "VP8 " | "VP8L" | "VP8X"): Uint8Array<ArrayBuffer> {
  const body = Buffer.alloc(24);
  body.write(kind, 0, "latin1");
  body.writeUInt32LE(16, 4);
  if (kind === "VP8 ") {
    body.set([0, 0, 0, 0x9d, 0x01, 0x2a], 8);
    body.writeUInt16LE(width, 14);
    body.writeUInt16LE(height, 16);
  } else if (kind === "VP8L") {
    body[8] = 0x2f;
    body.writeUInt32LE((width - 1) | ((height - 1) << 14), 9);
  } else {
    body.writeUIntLE(width - 1, 12, 3);
    body.writeUIntLE(height - 1, 15, 3);
  }
  const head = Buffer.alloc(12);
  head.write("RIFF", 0, "latin1");
  head.writeUInt32LE(body.length + 4, 4);
  head.write("WEBP", 8, "latin1");
  return Uint8Array.from(Buffer.concat([head, body]));
}
