/** What the first bytes of a file say. */
export interface FileHeader {
  readonly format: "PNG" | "JPEG" | "WebP" | "unknown";
  /** 0 where it is not read. */
  readonly width: number;
  readonly height: number;
}

/** Reads format, and for PNG the size in pixels: 8 bytes of signature, then the header chunk. */
export function readHeader(bytes: Uint8Array): FileHeader {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length >= 24 && view.getUint32(0) === 0x89504e47)
    return { format: "PNG", width: view.getUint32(16), height: view.getUint32(20) };
  const isJpeg = bytes[0] === 0xff && bytes[1] === 0xd8;
  const isRiff = bytes.length >= 12 && view.getUint32(0) === 0x52494646;
  return { format: isJpeg ? "JPEG" : isRiff ? "WebP" : "unknown", width: 0, height: 0 };
}
