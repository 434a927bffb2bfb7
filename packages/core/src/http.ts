import { createFetch } from "ofetch";
import { UnikreaError } from "./error.ts";
import { scrub } from "./redact.ts";
import type { CallContext } from "./transport.ts";
import { readTransportError, TransportFailure } from "./transport-failure.ts";
import { unlessOver } from "./unless-over.ts";

/** The parts of `fetch` that we use. Pass your own to log, to proxy or to test; it must not retry. */
export type Fetch = (input: string, init?: RequestInit) => Promise<Response>;

export interface HttpRequest {
  method: "GET" | "POST" | "DELETE";
  url: string;
  headers?: Record<string, string>;
  /** Sent as JSON, unless it is form data. */
  body?: unknown;
  /** Values that must not leave in the body, and must not appear in any message. */
  secrets?: readonly string[];
  /** Decoded bytes that the answer may have. @default 32_000_000 */
  maxBytes?: number;
  /** How long nothing may come, neither the head of the answer nor more of its body. @default as long as the call has */
  idleMs?: number;
}

/** An answer of any status. Only the lack of one is an exception. */
export interface HttpAnswer {
  status: number;
  headers: Headers;
  bytes: Uint8Array;
}

/** An HTTP door: every request of this library goes through one. */
export type Http = (request: HttpRequest, context: CallContext) => Promise<HttpAnswer>;

/** Far above any JSON answer, images as base64 included. */
const MAX_ANSWER_BYTES = 32_000_000;
/** No service gives out shorter keys; the stand-ins of tests would be found in any text. */
const MIN_SECRET_LENGTH = 8;
/** The header by which our emulator names itself, so that its costs are labelled as emulated. */
const EMULATOR = /^unikrea-emulator\b/;

/**
 * Makes a door on `ofetch` with everything switched off that could cost money or leak: no retry, no redirect (a 307
 * would send the paid request again, to a stranger), no timer but ours, an end to how much is read.
 */
export function createHttp(fetch?: Fetch): Http {
  // Looked up at each call, so that a fetch that is patched later is the one that is used.
  const { raw } = createFetch({ fetch: (input, init) => (fetch ?? globalThis.fetch)(String(input), init) });
  /** What cannot be put into a request has not been sent. */
  const headersOf = (headers: HttpRequest["headers"], secrets: readonly string[]) => {
    try {
      return new Headers(headers);
    } catch (error) {
      throw new TransportFailure(scrub(readTransportError(error).text, secrets), true);
    }
  };

  return async function exchange(request, context) {
    const { clock, signal, timeoutMs } = context;
    if (signal?.aborted) throw signal.reason;
    const { body, secrets = [], maxBytes = MAX_ANSWER_BYTES, idleMs } = request;
    const payload = body === undefined || body instanceof FormData ? body : JSON.stringify(body);
    const isIn = (secret: string) => secret.length >= MIN_SECRET_LENGTH && String(payload).includes(secret);
    if (typeof payload === "string" && secrets.some(isIn)) {
      throw new UnikreaError("invalid_input", "The request holds your key, so it was not sent");
    }

    const headers = headersOf(request.headers, secrets);
    const controller = new AbortController();
    const limit = (ms: number, what = "no answer") => ({
      clock,
      timeoutMs: ms,
      late: () => new TransportFailure(`${what} within ${ms / 1000} s`),
    });
    const unlessIdle: Watchdog = (running) =>
      idleMs === undefined ? running : unlessOver(running, controller.signal, limit(idleMs, "nothing came"));
    const perform = async (): Promise<HttpAnswer> => {
      const sending = raw<unknown, "stream">(request.url, {
        method: request.method,
        headers,
        body: payload,
        signal: controller.signal,
        redirect: "manual",
        retry: 0,
        responseType: "stream",
        ignoreResponseError: true,
      });
      const response = await unlessIdle(sending);
      const { status } = response;
      if (EMULATOR.test(response.headers.get("server") ?? "")) context.emulated = true;
      const bytes = withoutSecrets(await readBody(response, maxBytes, unlessIdle), secrets);
      return { status, headers: response.headers, bytes };
    };
    try {
      // Some fetches never settle, not even when they are aborted, so nothing here waits for them alone.
      return await unlessOver(perform(), signal, limit(timeoutMs));
    } catch (error) {
      controller.abort(error);
      if (signal?.aborted) throw signal.reason;
      if (error instanceof TransportFailure) throw error;
      const { isUnsent, text } = readTransportError(error);
      throw new TransportFailure(scrub(text, secrets), isUnsent);
    }
  };
}

/** Services echo keys in their errors. What is taken out here cannot come up in any message, nor in a stored job. */
function withoutSecrets(bytes: Uint8Array, secrets: readonly string[]): Uint8Array {
  const text = new TextDecoder().decode(bytes);
  // As JSON may write them, too.
  const forms = secrets.flatMap((secret) => [
    secret,
    secret.replaceAll("/", "\\/"),
    encodeURIComponent(secret),
  ]);
  const found = forms.filter((form) => form.length >= MIN_SECRET_LENGTH && text.includes(form));
  if (found.length === 0) return bytes;
  return new TextEncoder().encode(
    found.reduce((safe, secret) => safe.replaceAll(secret, "[redacted]"), text),
  );
}

/** Waits for what comes next, but not for ever. */
type Watchdog = <Result>(running: Promise<Result>) => Promise<Result>;

/** Counts bytes after decompression: a small answer can unpack into a large one. */
async function readBody(
  { body, headers }: Response,
  maxBytes: number,
  unlessIdle: Watchdog,
): Promise<Uint8Array> {
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  const reader = body?.getReader();
  const read = async () => reader && unlessIdle(reader.read());
  let room = maxBytes - Number(headers.get("content-length") ?? 0) < 0 ? 0 : maxBytes;
  try {
    for (let next = await read(); next?.value; next = await read()) {
      room -= next.value.length;
      if (room < 0) throw new TransportFailure(`the answer has more than ${maxBytes} bytes`);
      chunks.push(next.value);
    }
  } catch (error) {
    // Also where the fetch does not listen to its signal.
    reader?.cancel().catch(() => {});
    throw error;
  }
  return new Uint8Array(chunks.length === 1 && chunks[0] ? chunks[0] : await new Blob(chunks).arrayBuffer());
}
