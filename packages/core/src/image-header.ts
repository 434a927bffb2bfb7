/** What the first bytes of an image file say about it. Nothing is decoded, so a pixel bomb costs nothing. */
export interface ImageHeader {
  readonly mediaType: "image/png" | "image/jpeg" | "image/webp";
  readonly width: number;
  readonly height: number;
}

/** No image that Krea 2 makes or takes has more pixels; a header that claims more is a bomb. */
const MAX_PIXELS = 64_000_000;

/**
 * Media type and size of a whole PNG, JPEG or WebP file, or `undefined` for anything else: other formats, files without
 * their end mark, no pixels or too many.
 */
export function readImageHeader(bytes: Uint8Array): ImageHeader | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const text = (at: number, length: number) => String.fromCharCode(...bytes.subarray(at, at + length));
  // A few writers leave bytes behind the end mark.
  const tail = text(Math.max(bytes.length - 1024, 0), 1024);
  const header = readHeader(view, text(0, 30), tail);
  const pixels = header ? header.width * header.height : 0;
  return pixels > 0 && pixels <= MAX_PIXELS ? header : undefined;
}

function readHeader(view: DataView, head: string, tail: string): ImageHeader | undefined {
  if (view.byteLength < 30) return undefined;
  if (head.startsWith("PNG", 1) && head.startsWith("IHDR", 12) && tail.includes("IEND")) {
    return { mediaType: "image/png", width: view.getUint32(16), height: view.getUint32(20) };
  }
  if (head.startsWith("\xff\xd8\xff") && tail.includes("\xff\xd9")) return readJpeg(view);
  const isWhole = view.getUint32(4, true) <= view.byteLength - 8;
  return head.startsWith("RIFF") && head.startsWith("WEBPVP8", 8) && isWhole
    ? readWebp(view, head[15])
    : undefined;
}

/** Segments follow each other: marker, length, payload. The frame header (SOF0…SOF15) has the size. */
function readJpeg(view: DataView): ImageHeader | undefined {
  for (let at = 2; at + 9 < view.byteLength && view.getUint8(at) === 0xff; ) {
    const marker = view.getUint8(at + 1);
    if (marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)) {
      return { mediaType: "image/jpeg", width: view.getUint16(at + 7), height: view.getUint16(at + 5) };
    }
    at += marker === 0xff ? 1 : 2 + view.getUint16(at + 2);
  }
  return undefined;
}

/** The three kinds of WebP: `VP8 ` lossy, `VP8L` lossless, `VP8X` extended. */
function readWebp(view: DataView, kind: string | undefined): ImageHeader {
  const word = (at: number) => view.getUint32(at, true);
  const lossless = { width: (word(21) & 0x3fff) + 1, height: ((word(21) >> 14) & 0x3fff) + 1 };
  const extended = { width: (word(24) & 0xffffff) + 1, height: (word(26) >>> 8) + 1 };
  const lossy = { width: word(26) & 0x3fff, height: (word(26) >> 16) & 0x3fff };
  return { mediaType: "image/webp", ...(kind === "L" ? lossless : kind === "X" ? extended : lossy) };
}
