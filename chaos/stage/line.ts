import type { PacedClock } from "./paced-clock.ts";

export type Fetch = (input: string, init?: RequestInit) => Promise<Response>;

/** The client's only way to the world, watched. */
export interface Line {
  readonly fetch: Fetch;
  /** Rules that were broken: another host was called, a redirect would have been followed. */
  readonly breaches: readonly string[];
  /** Requests without an answer or an abort. */
  readonly waiting: number;
}

/** Another address for a request. */
export type Detour = (url: string, init: RequestInit | undefined) => string;

export interface LineOptions {
  /** How bytes really travel. */
  readonly fetch: Fetch;
  /** Whether an address is one of the services'. */
  readonly isTheirs: (url: URL) => boolean;
  /** Whether redirects must be left alone, as they must by whoever pays. */
  readonly isStrict: boolean;
  readonly detour?: Detour | undefined;
}

/** Wraps a fetch so that nobody calls another host unseen. */
export function lineTo({ fetch, isTheirs, isStrict, detour }: LineOptions): Line {
  const breaches: string[] = [];
  let waiting = 0;
  return {
    breaches,
    get waiting() {
      return waiting;
    },
    async fetch(input, init) {
      const url = String(input);
      if (!isTheirs(new URL(url))) {
        breaches.push(`called ${new URL(url).origin}`);
        throw new TypeError("fetch failed", { cause: new Error("another host") });
      }
      if (isStrict && init?.redirect !== "manual") breaches.push(`would follow redirects of ${url}`);
      waiting += 1;
      const leave = once(() => {
        waiting -= 1;
      });
      init?.signal?.addEventListener("abort", leave, { once: true });
      try {
        return await fetch(detour?.(url, init) ?? url, init);
      } finally {
        init?.signal?.removeEventListener("abort", leave);
        leave();
      }
    },
  };
}

/** The platform's fetch, which tells the clock when bytes move. */
export function pacedFetch(clock: PacedClock): Fetch {
  return async (url, init) => {
    const close = clock.open();
    init?.signal?.addEventListener("abort", close, { once: true });
    try {
      return watched(await fetch(url, init), clock);
    } finally {
      init?.signal?.removeEventListener("abort", close);
      close();
    }
  };
}

function once(run: () => void): () => void {
  let isDone = false;
  return () => {
    if (isDone) return;
    isDone = true;
    run();
  };
}

/** The same answer, whose bytes are seen to move as they are read. */
export function watched(answer: Response, clock: PacedClock): Response {
  const { status, headers, body } = answer;
  const reader = body?.getReader();
  if (!reader) return answer;
  const stream = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const close = clock.open(true);
        try {
          const { done, value } = await reader.read();
          if (done) controller.close();
          else controller.enqueue(value);
        } catch (error) {
          controller.error(error);
        } finally {
          close();
        }
      },
      cancel: (reason) => reader.cancel(reason),
    },
    { highWaterMark: 0 },
  );
  return new Response(stream, { status, headers });
}
