import type { Hub } from "../hub.ts";
import type { Cut } from "../reply.ts";

/** How `fetch` is called. */
export type Fetch = (input: RequestInfo | URL, init?: RequestInit) => Promise<Response>;

const longestRedirectChain = 20;

/** The emulator as a `fetch`: same answers as over HTTP, and network faults thrown the way Node's `fetch` throws them. */
export function createInProcessFetch(hub: Hub): Fetch {
  return async (input, init) => {
    const request = new Request(input, { ...init, ...(init?.body ? { duplex: "half" } : {}) });
    return follow(hub, request, init?.redirect ?? request.redirect, 0);
  };
}

async function follow(
  hub: Hub,
  request: Request,
  redirect: RequestRedirect,
  hops: number,
): Promise<Response> {
  const again = request.clone();
  const response = await ask(hub, request);
  const location = response.headers.get("location");
  const isRedirect = [301, 302, 303, 307, 308].includes(response.status) && location !== null;
  if (!isRedirect || redirect === "manual") return response;
  if (redirect === "error" || hops >= longestRedirectChain) {
    throw fetchFailed(new Error(redirect === "error" ? "unexpected redirect" : "redirect count exceeded"));
  }
  const target = new URL(location, request.url);
  const becomesGet = response.status === 303 || (response.status < 303 && request.method === "POST");
  const headers = new Headers(again.headers);
  if (target.origin !== new URL(request.url).origin) headers.delete("authorization");
  const { signal } = request;
  const repeated = { method: again.method, headers, body: again.body, signal, duplex: "half" };
  const next = new Request(target, becomesGet ? { headers, signal } : repeated);
  return follow(hub, next, redirect, hops + 1);
}

async function ask(hub: Hub, request: Request): Promise<Response> {
  const { signal } = request;
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
    return finish(await Promise.race([answered, aborted]), request);
  } finally {
    stopListening();
  }
}

/** Decodes the body like a real client, lets an abort reach it, and gives the answer its address. */
function finish(response: Response, request: Request): Response {
  const isPacked = response.headers.get("content-encoding") === "gzip" && response.body;
  const unpacked = isPacked ? response.body.pipeThrough(new DecompressionStream("gzip")) : response.body;
  const body = unpacked?.pipeThrough(new TransformStream(), { signal: request.signal }) ?? null;
  const finished = new Response(body, response);
  Object.defineProperty(finished, "url", { value: request.url });
  return finished;
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
