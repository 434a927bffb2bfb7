import type { Hub, Sent } from "../hub.ts";
import type { Cut } from "../reply.ts";

/** How `fetch` is called. */
export type Fetch = (input: RequestInfo | URL, init?: RequestInit) => Promise<Response>;

const longestRedirectChain = 20;

/** The emulator as a `fetch`: same answers as over HTTP, and network faults thrown the way Node's `fetch` throws them. */
export function createInProcessFetch(hub: Hub): Fetch {
  return async (input, init = {}) => {
    const { signal = input instanceof Request ? input.signal : undefined, redirect, ...sent } = init;
    // A request that knows its signal follows it, at a price: here the signal is followed once, by `ask`.
    const request =
      textRequest(input, sent) ??
      new Request(input, { ...sent, signal: null, ...(sent.body ? { duplex: "half" } : {}) });
    const usual = input instanceof Request ? input.redirect : "follow";
    return follow({ hub, signal: signal ?? never, redirect: redirect ?? usual }, request, 0);
  };
}

/** One call, through all of its redirects. */
interface Call {
  readonly hub: Hub;
  readonly signal: AbortSignal;
  readonly redirect: RequestRedirect;
}

const never = new AbortController().signal;

/**
 * What nearly every call is: an address, and text if anything. A `Request` would say the same and cost more than the
 * whole answer. `undefined` for any other call, and for one that `Request` refuses.
 */
function textRequest(input: RequestInfo | URL, { method = "GET", headers, body }: RequestInit) {
  // With an @ there may be a user's name in it, which fetch refuses.
  if (typeof input !== "string" || input.includes("@") || !URL.canParse(input)) return undefined;
  const isBodyless = body === undefined || body === null;
  if (!(isBodyless || typeof body === "string") || !plainMethods.includes(method)) return undefined;
  if (!isBodyless && method === "GET") return undefined;
  const given = new Headers(headers);
  if (!isBodyless && !given.has("content-type")) given.set("content-type", "text/plain;charset=UTF-8");
  const bytes = new TextEncoder().encode(body ?? "");
  const request: Sent & { clone(): Sent } = {
    ...{ method, url: input, headers: given, clone: () => request },
    arrayBuffer: async () => bytes.buffer,
  };
  return request;
}

const plainMethods = ["GET", "POST", "DELETE"];

async function follow(call: Call, request: Sent & { clone(): Sent }, hops: number): Promise<Response> {
  const { redirect } = call;
  // Only whoever follows redirects may have to send it again.
  const again = redirect === "follow" ? request.clone() : undefined;
  const response = await ask(call, request);
  const location = response.headers.get("location");
  const isRedirect = [301, 302, 303, 307, 308].includes(response.status) && location !== null;
  if (!isRedirect || redirect === "manual") return response;
  if (again === undefined || hops >= longestRedirectChain) {
    throw fetchFailed(new Error(redirect === "error" ? "unexpected redirect" : "redirect count exceeded"));
  }
  const target = new URL(location, request.url);
  const becomesGet = response.status === 303 || (response.status < 303 && request.method === "POST");
  const headers = new Headers(again.headers);
  if (target.origin !== new URL(request.url).origin) headers.delete("authorization");
  const body = becomesGet ? new ArrayBuffer() : await again.arrayBuffer();
  const repeated = { method: again.method, headers, ...(body.byteLength > 0 && { body }) };
  return follow(call, new Request(target, becomesGet ? { headers } : repeated), hops + 1);
}

async function ask({ hub, signal }: Call, request: Sent): Promise<Response> {
  signal.throwIfAborted();
  let stopListening = () => {};
  const aborted = new Promise<never>((_, reject) => {
    const onAbort = () => reject(signal.reason);
    signal.addEventListener("abort", onAbort, { once: true });
    stopListening = () => signal.removeEventListener("abort", onAbort);
  });
  try {
    const answered = hub
      .enter(request, false)
      .then((reply) => ("response" in reply ? reply.response : suffer(hub, reply.cut)));
    return finish(await Promise.race([answered, aborted]), request.url, signal);
  } finally {
    stopListening();
  }
}

/** Decodes the body like a real client, lets an abort reach it, and gives the answer its address. */
function finish(response: Response, url: string, signal: AbortSignal): Response {
  const isPacked = response.headers.get("content-encoding") === "gzip" && response.body;
  const unpacked = isPacked ? response.body.pipeThrough(new DecompressionStream("gzip")) : response.body;
  const finished = new Response(unpacked && abortable(unpacked, signal), response);
  Object.defineProperty(finished, "url", { value: url });
  return finished;
}

/** The same bytes, which end with the signal's reason when it fires. */
function abortable(body: ReadableStream<Uint8Array>, signal: AbortSignal): ReadableStream<Uint8Array> {
  const reader = body.getReader();
  let stopListening = () => {};
  return new ReadableStream(
    {
      start(controller) {
        const onAbort = () => {
          controller.error(signal.reason);
          reader.cancel(signal.reason).catch(() => {});
        };
        if (signal.aborted) return onAbort();
        signal.addEventListener("abort", onAbort, { once: true });
        stopListening = () => signal.removeEventListener("abort", onAbort);
      },
      async pull(controller) {
        try {
          const { done, value } = await reader.read();
          if (!done) return controller.enqueue(value);
          stopListening();
          if (!signal.aborted) controller.close();
        } catch (error) {
          stopListening();
          controller.error(error);
        }
      },
      cancel(reason) {
        stopListening();
        return reader.cancel(reason);
      },
    },
    { highWaterMark: 0 },
  );
}

/** Turns a broken connection into what Node's `fetch` reports (measured on Node 20). */
async function suffer({ world }: Hub, cut: Cut): Promise<Response> {
  switch (cut.how) {
    case "unreached": {
      if (cut.afterMs !== undefined) await world.timers.until(world.clock.now() + cut.afterMs);
      const { code, syscall, message } = cut;
      throw fetchFailed(
        Object.assign(new Error(message), { code }, syscall === undefined ? {} : { syscall }),
      );
    }
    case "closed":
      throw fetchFailed(closedBy(cut.close));
    case "silence":
      await world.timers.until(Number.POSITIVE_INFINITY);
      throw fetchFailed(closedBy("fin"));
    case "half-status-line":
      throw fetchFailed(closedBy("fin"));
    case "not-http": {
      const cause = Object.assign(new Error("Expected HTTP/"), { code: "HPE_INVALID_CONSTANT" });
      throw fetchFailed(cause);
    }
    case "cut-body":
      return cutBody(cut);
  }
}

async function cutBody({ response, bytes, close }: Extract<Cut, { how: "cut-body" }>): Promise<Response> {
  const whole = new Uint8Array(await response.arrayBuffer());
  const part = whole.subarray(0, bytes ?? whole.length >> 1);
  let isSent = false;
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      if (isSent) controller.error(new TypeError("terminated", { cause: closedBy(close) }));
      else controller.enqueue(part);
      isSent = true;
    },
  });
  const headers = new Headers(response.headers);
  headers.set("content-length", String(whole.length));
  return new Response(body, { status: response.status, headers });
}

function closedBy(close: "fin" | "rst"): Error {
  if (close === "rst")
    return Object.assign(new Error("read ECONNRESET"), { code: "ECONNRESET", syscall: "read" });
  return Object.assign(new Error("other side closed"), { name: "SocketError", code: "UND_ERR_SOCKET" });
}

function fetchFailed(cause: Error): TypeError {
  return new TypeError("fetch failed", { cause });
}
