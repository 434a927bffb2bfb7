import { TINY_IMAGES } from "./tiny-image.ts";

/** What a request to a service is about. Only `submit` costs money. */
export type Operation = "submit" | "poll" | "sweep" | "cancel" | "upload" | "download" | "probe" | "other";

/** A request as the service gets it: by HTTP, or in a call of a binding. */
export interface ServiceRequest {
  /** The HTTP method, or whatever a binding calls it. */
  readonly method: string;
  readonly url: string;
  /** With names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** Parsed JSON where it is JSON; the fields of a form; else the text. */
  readonly body: unknown;
}

/** A request that was seen, in order. */
export interface SeenRequest extends ServiceRequest {
  readonly operation: Operation;
}

/** An answer of any status. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Text and bytes go as they are, anything else as JSON. */
  readonly body: unknown;
}

/**
 * No answer at all. `refused`: nobody listens, which proves that nothing was sent; `dropped`: the connection ended after
 * the request was sent; `silent`: nothing happens until the caller gives up.
 */
export type Breakdown = "refused" | "dropped" | "silent";

/** What comes back: an answer, none, or an error of the network's own making. */
export type Reply = Answer | Breakdown | Error;

/** What is known when a reply is made. */
export interface Exchange {
  readonly request: SeenRequest;
  /** How many requests of the same kind came before it. */
  readonly turn: number;
  /** Every submission so far, this one included if it is one. */
  readonly submissions: readonly SeenRequest[];
}

/** A reply, or how to make it. */
export type Respond = (exchange: Exchange) => Reply | Promise<Reply>;

/** A service that says what it was told to say, and remembers what it was asked. */
export interface ScriptedService {
  /** The service by HTTP. Redirects are followed unless the request forbids it, as `fetch` does. */
  fetch(url: string, init?: RequestInit): Promise<Response>;
  /** The service without HTTP, for bindings. Rejects where there is no answer. */
  exchange(request: ServiceRequest, signal?: AbortSignal | null): Promise<Answer>;
  readonly requests: readonly SeenRequest[];
  /** The requests that were about this. */
  seen(operation: Operation): readonly SeenRequest[];
}

/** As many as browsers follow. */
const MAX_REDIRECTS = 20;

/** Where the images of scripted services are. Requests to it are downloads. */
const IMAGE_ORIGIN = "https://images.example.com";

/** The address of a result of a scripted service: a download gives a small PNG. */
export const imageUrl = (name: string | number = 0): string => `${IMAGE_ORIGIN}/${name}.png`;

/** An answer with a JSON body, or with text or bytes as they are. */
export function json(body: unknown, status = 200, headers: Record<string, string> = {}): Answer {
  return { status, headers, body };
}

/** Makes a service from what tells its requests apart and what answers them. */
export function scriptService(
  operationOf: (request: ServiceRequest) => Operation,
  respond: Respond,
): ScriptedService {
  const requests: SeenRequest[] = [];
  const seen = (operation: Operation) => requests.filter((request) => request.operation === operation);

  async function exchange(request: ServiceRequest, signal?: AbortSignal | null): Promise<Answer> {
    if (signal?.aborted) throw signal.reason;
    const isDownload = request.url.startsWith(IMAGE_ORIGIN);
    const own: SeenRequest = { ...request, operation: isDownload ? "download" : operationOf(request) };
    const turn = seen(own.operation).length;
    requests.push(own);
    const told = { request: own, turn, submissions: seen("submit") };
    const reply = isDownload ? json(TINY_IMAGES["image/png"]) : await respond(told);
    if (reply instanceof Error) throw reply;
    if (typeof reply !== "string") return reply;
    if (reply === "silent") return untilAborted(signal);
    throw connectionError(reply);
  }

  async function fetch(url: string, init: RequestInit = {}, hops = 0): Promise<Response> {
    const request = {
      method: init.method ?? "GET",
      url,
      headers: Object.fromEntries(new Headers(init.headers)),
      body: readBody(init.body),
    };
    const { status, headers, body } = await exchange(request, init.signal);
    const { location } = headers;
    if (status >= 300 && status < 400 && location !== undefined && init.redirect !== "manual") {
      if (hops === MAX_REDIRECTS)
        throw new TypeError("fetch failed", { cause: new Error("redirect count exceeded") });
      return fetch(new URL(location, url).href, init, hops + 1);
    }
    const isRaw = typeof body === "string" || body instanceof Uint8Array;
    const content = isRaw ? (body as BodyInit) : JSON.stringify(body);
    return new Response(status === 204 || status === 304 ? null : content, { status, headers });
  }

  return { fetch: (url, init) => fetch(url, init), exchange, requests, seen };
}

function untilAborted(signal?: AbortSignal | null): Promise<never> {
  return new Promise((_, reject) => {
    if (signal?.aborted) reject(signal.reason);
    else signal?.addEventListener("abort", () => reject(signal.reason), { once: true });
  });
}

/** What Node's `fetch` throws. A connection that is dropped looks the same whether or not the work was done. */
function connectionError(breakdown: "refused" | "dropped"): Error {
  const isRefused = breakdown === "refused";
  const cause = Object.assign(new Error(isRefused ? "connect ECONNREFUSED" : "other side closed"), {
    code: isRefused ? "ECONNREFUSED" : "UND_ERR_SOCKET",
    ...(isRefused && { syscall: "connect" }),
  });
  return new TypeError("fetch failed", { cause });
}

function readBody(body: BodyInit | null | undefined): unknown {
  if (body instanceof FormData) return Object.fromEntries(body);
  if (typeof body !== "string") return body ?? undefined;
  try {
    return JSON.parse(body);
  } catch {
    return body;
  }
}
