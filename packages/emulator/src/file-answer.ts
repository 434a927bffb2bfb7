import { createHash } from "node:crypto";
import type { FaultSite } from "./fault/box.ts";
import { pixelBomb } from "./image/png.ts";
import type { World } from "./world.ts";

/** A stored file on its way to a client. */
export interface StoredFile {
  bytes: Uint8Array<ArrayBuffer>;
  mediaType: string;
}

/**
 * Answers a download: strong ETag, byte ranges, and no CORS header, because none of the vendors sends one.
 * The faults of files strike here; `expired` answers what the vendor says of a link that is over.
 */
export function answerFile(
  world: World,
  request: Request,
  site: FaultSite,
  file: StoredFile,
  expired: () => Response,
): Response {
  const fault = world.faults.take("file", site);
  if (fault?.kind === "expired") return expired();
  if (fault?.kind === "pixel-bomb") return whole(pixelBomb(fault.width, fault.height), "image/png");
  if (fault?.kind === "short-file") {
    return whole(file.bytes.slice(0, fault.bytes ?? file.bytes.length >> 1), file.mediaType);
  }
  const range = /^bytes=(\d+)-(\d*)$/.exec(request.headers.get("range") ?? "");
  if (!range) return whole(file.bytes, file.mediaType);
  const last = file.bytes.length - 1;
  const from = Number(range[1]);
  const to = range[2] ? Math.min(Number(range[2]), last) : last;
  if (from > to)
    return new Response(null, { status: 416, headers: { "content-range": `bytes */${last + 1}` } });
  const headers = {
    ...headersOf(file.bytes, file.mediaType),
    "content-range": `bytes ${from}-${to}/${last + 1}`,
  };
  return new Response(file.bytes.slice(from, to + 1), {
    status: 206,
    headers: { ...headers, "content-length": String(to - from + 1) },
  });
}

function whole(bytes: Uint8Array<ArrayBuffer>, mediaType: string): Response {
  return new Response(bytes, { headers: headersOf(bytes, mediaType) });
}

function headersOf(bytes: Uint8Array, mediaType: string): Record<string, string> {
  const digest = digests.get(bytes) ?? createHash("sha1").update(bytes).digest("hex");
  digests.set(bytes, digest);
  return {
    "content-type": mediaType,
    "content-length": String(bytes.length),
    "accept-ranges": "bytes",
    etag: `"${digest}"`,
  };
}

/** Of files that are kept, and asked for again. */
const digests = new WeakMap<Uint8Array, string>();
