import type { Issue } from "./error.ts";
import type { CanonicalImage } from "./image.ts";
import type { StoredRequest } from "./ledger.ts";
import { preview } from "./preview.ts";
import type { CanonicalRequest } from "./request.ts";

/**
 * The request as the ledger keeps it: image bytes are left out. With `isCompared` they are replaced by their digest, by
 * which two requests can be told apart.
 */
export async function storeRequest(request: CanonicalRequest, isCompared: boolean): Promise<StoredRequest> {
  const { references, source } = request;
  const images = [...references.map(({ image }) => image), ...(source ? [source.image] : [])];
  if (images.every(({ kind }) => kind !== "bytes")) return request;
  const stored: unknown[] = isCompared ? await Promise.all(images.map(digestOf)) : images.map(outlineOf);
  return {
    ...request,
    references: references.map(({ strength }, index) => ({ image: stored[index], strength })),
    ...(source && { source: { image: stored[references.length], strength: source.strength } }),
  };
}

const outlineOf = (image: CanonicalImage): unknown =>
  image.kind === "bytes" ? { kind: "omitted", size: image.bytes.length, mediaType: image.mediaType } : image;

async function digestOf(image: CanonicalImage): Promise<unknown> {
  if (image.kind !== "bytes") return image;
  return { ...Object(outlineOf(image)), sha256: await sha256(Uint8Array.from(image.bytes)) };
}

/** SHA-256 in hexadecimal. */
async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** The fields in which two requests differ. */
export function differencesOf(first: StoredRequest, second: StoredRequest): Issue[] {
  const fields = new Set([...Object.keys(first), ...Object.keys(second)]) as Set<keyof StoredRequest>;
  return [...fields]
    .filter((field) => canonical(first[field]) !== canonical(second[field]))
    .map((path) => ({ path, expected: `${preview(first[path])}, as before`, got: preview(second[path]) }));
}

/** JSON with its keys in order. */
const canonical = (value: unknown): string =>
  JSON.stringify(value, (_, field: unknown) =>
    typeof field === "object" && field !== null && !Array.isArray(field)
      ? Object.fromEntries(Object.entries(field).sort(([a], [b]) => (a < b ? -1 : 1)))
      : field,
  );
