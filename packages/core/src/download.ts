import { isPrivateHost } from "./address.ts";
import { fromBase64 } from "./base64.ts";
import { type Clock, sleep } from "./clock.ts";
import type { ImageProvider } from "./define-provider.ts";
import { UnikreaError } from "./error.ts";
import { createHttp } from "./http.ts";
import { type ImageHeader, readImageHeader } from "./image-header.ts";
import type { ProviderImage } from "./job.ts";
import { TransportFailure } from "./transport-failure.ts";

/** The bytes of an image and what their header says. */
export interface Download extends ImageHeader {
  readonly bytes: Uint8Array;
}

/** Whose result it is. A service on this machine may hand out links that are http or lead to private addresses. */
export interface DownloadSource {
  readonly provider: ImageProvider;
  readonly clock: Clock;
  /** Asks the provider for the image again, for when its link has expired. */
  refresh(): Promise<ProviderImage | undefined>;
}

/** A 1K image has one or two megabytes, as PNG. */
const MAX_BYTES = 64_000_000;
const TIMEOUT_MS = 60_000;
/** A connection that has gone silent is left well before that. */
const IDLE_MS = 10_000;
const MAX_REDIRECTS = 3;
/** Pauses between tries. Reading a result is free, so trying again costs nothing but time. */
const PAUSES_MS = [200, 1000, 3000, 5000];
/** Below 500, what says "not now" of a file that is there: it took too long, is being written, comes too early, or often. */
const PASSING = [408, 409, 425, 429];

type Remedy = "none" | "again" | "fresh link";

/** What is wrong with a download, and whether trying again can help. */
class Problem extends Error {
  readonly remedy: Remedy;
  constructor(message: string, remedy: Remedy = "none") {
    super(message);
    this.remedy = remedy;
  }
}

/**
 * Fetches a result under guard: no credential goes along, every hop is checked, what is read is bounded, and what
 * comes must be a whole image. Never asks for a new image: this one is paid for.
 *
 * @throws {UnikreaError} `download_failed`
 */
export async function downloadImage(image: ProviderImage, source: DownloadSource): Promise<Download> {
  let current = image;
  for (let tries = 0; ; tries++) {
    try {
      return await readImage(current, source);
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      const pauseMs = PAUSES_MS[tries];
      if (error.remedy === "none" || pauseMs === undefined) throw downloadError(source.provider.id, error);
      await sleep(source.clock, pauseMs);
      if (error.remedy === "fresh link") current = (await source.refresh().catch(() => undefined)) ?? current;
    }
  }
}

async function readImage({ url, base64 }: ProviderImage, source: DownloadSource): Promise<Download> {
  // All that the ledger keeps of an image that came with the answer, once it was delivered.
  if (url === undefined && base64 === undefined)
    throw new Problem(
      "it was handed over before, and only the job of that result still holds it",
      "fresh link",
    );
  const bytes = base64 === undefined ? await fetchBytes(url ?? "", source) : fromBase64(base64);
  const header = bytes && readImageHeader(bytes);
  if (header) return { ...header, bytes };
  throw new Problem("what came is not a whole PNG, JPEG or WebP", base64 === undefined ? "again" : "none");
}

async function fetchBytes(link: string, { provider, clock }: DownloadSource): Promise<Uint8Array> {
  const http = createHttp(provider.fetch);
  let url = link;
  for (let hop = 0; hop <= MAX_REDIRECTS; hop++) {
    checkUrl(url, provider.local);
    const request = { method: "GET", url, maxBytes: MAX_BYTES, idleMs: IDLE_MS } as const;
    const answer = await http(request, { clock, timeoutMs: TIMEOUT_MS }).catch((error: unknown) => {
      throw error instanceof TransportFailure ? new Problem(error.message, "again") : error;
    });
    const { status, headers, bytes } = answer;
    if (status >= 200 && status < 300) return bytes;
    const location = headers.get("location") ?? "";
    if (status < 300 || status >= 400 || !URL.canParse(location, url)) throw statusProblem(status);
    url = new URL(location, url).href;
  }
  throw new Problem("it was redirected too often");
}

/** A result's link is a stranger's word: it may only lead to the public internet, over https. */
function checkUrl(link: string, local: boolean): void {
  const { protocol, hostname, username, password } = new URL(URL.canParse(link) ? link : "invalid:");
  const isSafe = protocol === "https:" && !isPrivateHost(hostname);
  const isLocal = local && /^https?:$/.test(protocol);
  if (username || password || !(isSafe || isLocal)) {
    throw new Problem(
      `its link leads to ${protocol}//${hostname}, which is not an https URL on the public internet`,
    );
  }
}

function statusProblem(status: number): Problem {
  const message = `its link answered ${status}`;
  if ([401, 403, 404, 410].includes(status)) return new Problem(message, "fresh link");
  return new Problem(message, PASSING.includes(status) || status >= 500 ? "again" : "none");
}

function downloadError(provider: string, { message, remedy }: Problem): UnikreaError {
  return new UnikreaError("download_failed", `The image of ${provider} could not be downloaded: ${message}`, {
    provider,
    phase: "download",
    outcome: "settled",
    billed: "yes",
    retryable: remedy !== "none",
    hint: "it was made and is paid for: call bytes() again, or resume(job) for a fresh link",
  });
}
