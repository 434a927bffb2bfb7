import { createHmac } from "node:crypto";
import { isoTime } from "../clock.ts";
import type { Artwork } from "../image/artwork.ts";
import type { World } from "../world.ts";

/** An image in the output bucket. Its link is signed once, when the run completes; a replayed answer holds the old one. */
export interface Output {
  id: string;
  folder: string;
  signedAtMs: number;
  artwork: Artwork;
}

/** Seconds a link lives (seen on other models of the same path: `X-Amz-Expires=86400`). */
const lifetimeSeconds = 86_400;

/** The bucket that finished images are handed out from. */
export interface OutputBucket {
  store(artwork: Artwork, signedAtMs: number): Output;
  /** The presigned link; below `origin`, or on the vendor's own kind of host. */
  urlOf(output: Output, origin: string | undefined): string;
  /** The image behind a link, or the 403 that a wrong or old link deserves. */
  open(folder: string, id: string, query: URLSearchParams): { output: Output } | { refused: Response };
  find(id: string): Output | undefined;
  clear(): void;
}

/** Opens the bucket. */
export function createOutputBucket(world: World): OutputBucket {
  const secret = world.random.hex(32);
  const account = world.random.hex(32);
  let outputs = new Map<string, Output>();

  const signatureOf = (output: Output, date: string) =>
    createHmac("sha256", secret).update(`${output.folder}/${output.id}/${date}`).digest("hex");

  return {
    store(artwork, signedAtMs) {
      const output = { id: world.random.uuid(), folder: world.random.uuid(), signedAtMs, artwork };
      outputs.set(output.id, output);
      return output;
    },
    urlOf(output, origin) {
      const host =
        origin === undefined
          ? `https://ai-gateway-outputs.${account}.r2.cloudflarestorage.com`
          : `${origin}/cloudflare`;
      const date = amzDate(output.signedAtMs);
      const query = new URLSearchParams({
        "X-Amz-Expires": String(lifetimeSeconds),
        "X-Amz-Algorithm": "AWS4-HMAC-SHA256",
        "X-Amz-Date": date,
        "X-Amz-SignedHeaders": "host",
        "X-Amz-Signature": signatureOf(output, date),
      });
      return `${host}/provider-outputs/${output.folder}/${output.id}?${query}`;
    },
    open(folder, id, query) {
      const output = outputs.get(id);
      const date = query.get("X-Amz-Date") ?? "";
      if (!output || output.folder !== folder || query.get("X-Amz-Signature") !== signatureOf(output, date)) {
        return {
          refused: accessDenied(
            "SignatureDoesNotMatch",
            "The request signature we calculated does not match.",
          ),
        };
      }
      if (world.clock.now() >= output.signedAtMs + lifetimeSeconds * 1000) return { refused: linkExpired() };
      return { output };
    },
    find: (id) => outputs.get(id),
    clear() {
      outputs = new Map();
    },
  };
}

/** What the bucket says of a link that is over. */
export function linkExpired(): Response {
  return accessDenied("ExpiredRequest", "Request has expired");
}

/** A 403 with the XML body of S3-like storage. */
export function accessDenied(code: string, message: string): Response {
  const xml = `<?xml version="1.0" encoding="UTF-8"?><Error><Code>${code}</Code><Message>${message}</Message></Error>`;
  return new Response(xml, { status: 403, headers: { "content-type": "application/xml" } });
}

/** `20261121T101500Z` */
function amzDate(timeMs: number): string {
  return isoTime(timeMs).replaceAll(/[-:]|\.\d+/g, "");
}
