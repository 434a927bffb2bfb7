import { fromBase64 } from "./base64.ts";
import type { Issue } from "./error.ts";
import { readImageHeader } from "./image-header.ts";
import { preview } from "./preview.ts";
import { LIMITS } from "./request.ts";

/**
 * An image that you pass in: an https URL, a data URI, bytes, or the id of an image that one provider already has.
 * Paths are not read; read the file and pass its bytes.
 */
export type ImageInput = string | URL | Uint8Array | ArrayBuffer | Blob | { provider: string; id: string };

/** An input image after parsing. Bytes are PNG, JPEG or WebP, checked by their header. */
export type CanonicalImage =
  | { readonly kind: "url"; readonly url: string }
  | BytesImage
  /** Only until {@link readBlob} has read it. */
  | { readonly kind: "blob"; readonly blob: Blob }
  | { readonly kind: "id"; readonly provider: string; readonly id: string };

/** An input image of which we hold the file. */
export interface BytesImage {
  readonly kind: "bytes";
  readonly bytes: Uint8Array;
  readonly mediaType: string;
}

const EXPECTED = `an https URL, a data URI, a PNG, JPEG or WebP of at most ${LIMITS.imageBytes / 1e6} MB, or { provider, id }`;
const UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i;
const isSizeAllowed = (size: number) => size > 0 && size <= LIMITS.imageBytes;

/** Reads one image of the request. What is wrong goes to `issues`, and the result is then `undefined`. */
export function readImage(input: unknown, path: string, issues: Issue[]): CanonicalImage | undefined {
  const image = recognize(input);
  if (typeof image === "object") return image;
  issues.push({ path, expected: EXPECTED, got: preview(input), ...(image && { hint: image }) });
  return undefined;
}

/** Reads a blob into bytes: the one part of parsing that has to wait. */
export async function readBlob(
  image: CanonicalImage,
  path: string,
  issues: Issue[],
): Promise<CanonicalImage> {
  if (image.kind !== "blob") return image;
  return readImage(new Uint8Array(await image.blob.arrayBuffer()), path, issues) ?? image;
}

/** The image, or what to tell about it. An empty hint says that `EXPECTED` is all there is to say. */
function recognize(input: unknown): CanonicalImage | string {
  if (input instanceof Blob)
    return isSizeAllowed(input.size) ? { kind: "blob", blob: input } : sizeHint(input.size);
  // Copied: the caller may go on using the memory.
  if (input instanceof Uint8Array || input instanceof ArrayBuffer) {
    return recognizeBytes(input.byteLength > 0 ? new Uint8Array(input).slice() : new Uint8Array());
  }
  if (typeof input === "string" || input instanceof URL) {
    const text = String(input);
    return text.startsWith("data:") ? recognizeDataUri(text) : recognizeUrl(text);
  }
  const { provider, id, ...rest } = Object(input);
  const isId = typeof provider === "string" && /^[\w-]{1,200}$/.test(id) && Object.keys(rest).length === 0;
  return isId ? { kind: "id", provider, id: String(id) } : "";
}

const sizeHint = (size: number) => (size === 0 ? "it is empty" : `it has ${(size / 1e6).toFixed(1)} MB`);

function recognizeBytes(bytes: Uint8Array, declared?: string): CanonicalImage | string {
  if (!isSizeAllowed(bytes.length)) return sizeHint(bytes.length);
  const mediaType = readImageHeader(bytes)?.mediaType;
  if (!mediaType) return "its bytes are not those of a whole image of one of these formats";
  const isHonest = declared === undefined || declared.replace("jpg", "jpeg") === mediaType;
  return isHonest
    ? { kind: "bytes", bytes, mediaType }
    : `it is declared ${declared}, but its bytes are ${mediaType}`;
}

function recognizeDataUri(text: string): CanonicalImage | string {
  // Four characters of base64 hold three bytes: the size is known before anything is decoded.
  if (text.length > LIMITS.imageBytes * 1.4) return sizeHint(text.length * 0.75);
  const [head = "", payload = "*"] = text.split(",", 2);
  const stranger = payload.search(/[^A-Za-z\d+/=]/);
  const bytes = /;base64$/i.test(head) && stranger < 0 ? fromBase64(payload) : undefined;
  if (bytes) return recognizeBytes(bytes, head.slice(5).split(";")[0]?.toLowerCase());
  const where = stranger < 0 ? "" : `, but for character ${head.length + 1 + stranger}`;
  return `a data URI needs the form data:image/png;base64,… and base64 behind it${where}`;
}

function recognizeUrl(text: string): CanonicalImage | string {
  if (UUID.test(text)) return "an id needs its provider: { provider, id }";
  const url = /[\s\\]/.test(text) || !URL.canParse(text) ? undefined : new URL(text);
  if (!url || !/^https?:$/.test(url.protocol))
    return "paths and other schemes are not read: pass the file's bytes";
  if (url.username || url.password) return "a URL must not hold a user name or password";
  if (text.length > LIMITS.urlLength) return `a URL has at most ${LIMITS.urlLength} characters`;
  return { kind: "url", url: url.href };
}
