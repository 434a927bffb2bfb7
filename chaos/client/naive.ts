import type { Clock } from "@unikrea/core";
import {
  type NaiveRequest,
  type NaiveService,
  type NaiveWish,
  naiveServices,
  ordersFor,
  type Progress,
} from "./naive-service.ts";
import { type Booth, type Ending, type Picture, PRICE_MICRO_USD, type Subject } from "./subject.ts";

const RETRIES = 2;
const RETRIED = (status: number) => status === 408 || status === 409 || status === 429 || status >= 500;
const POLL_MS = 1000;

class StatusError extends Error {
  readonly status: number;
  constructor(status: number) {
    super(`answered ${status}`);
    this.status = status;
  }
}

/**
 * What common SDKs and hand-written loops do: two retries of each request on a network error, 408, 409, 429 and 5xx, and
 * then the next provider, whatever is wrong with this one. Every order gets an id of its own. Several pictures are several
 * orders at once, all or nothing. A budget is looked at before a call, and what came is counted after it.
 */
export function naive(booth: Booth, budgetUsd?: number): Subject {
  const { stage, fetch } = booth;
  const { time } = stage;
  const services = naiveServices(booth);

  /** One request, at most `1 + RETRIES` times. `again` builds it anew, with a new id where it has one. */
  async function send<Result>(
    again: () => NaiveRequest,
    read: (answer: Response) => Promise<Result>,
    signal: AbortSignal,
  ): Promise<Result> {
    for (let tries = 0; ; tries++) {
      const { url, timeoutMs, body, ...init } = again();
      const limit = limited(time, timeoutMs, signal);
      try {
        const answer = await fetch(url, {
          ...init,
          ...(body !== undefined && { body: JSON.stringify(body) }),
          signal: limit.signal,
        });
        if (!answer.ok) {
          await answer.body?.cancel();
          throw new StatusError(answer.status);
        }
        return await read(answer);
      } catch (error) {
        // What is no JSON is an answer, not a broken line.
        const isPassing =
          error instanceof StatusError ? RETRIED(error.status) : !(error instanceof SyntaxError);
        if (signal.aborted || !isPassing || tries >= RETRIES) throw error;
      } finally {
        limit.end();
      }
      await pause(time, 500 * 2 ** tries, signal);
    }
  }

  const json = (answer: Response): Promise<unknown> => answer.json();

  async function orderAt(service: NaiveService, wish: NaiveWish, signal: AbortSignal): Promise<Picture[]> {
    const order = () => service.order(wish);
    let progress: Progress = service.readOrder(await send(order, json, signal), wish);
    while (progress.state === "pending") {
      const { id } = progress;
      const { ask, read } = service;
      if (!ask || !read) throw new Error("nothing to ask");
      await pause(time, POLL_MS, signal);
      progress = read(await send(() => ask(id), json, signal), wish);
    }
    if (progress.state === "failed") throw new Error(progress.why);
    return Promise.all(
      progress.urls.map((url) => {
        const get = (): NaiveRequest => ({ url, method: "GET", headers: {}, timeoutMs: 60_000 });
        return send(get, async (answer) => ({ bytes: new Uint8Array(await answer.arrayBuffer()) }), signal);
      }),
    );
  }

  let spentMicroUsd = 0;
  const failed = (text: string): Ending => ({
    ...{ pictures: [], claims: [] },
    error: { code: "failed", outcome: "", billed: "", text },
  });

  return {
    async make(intent, call) {
      if (budgetUsd !== undefined && spentMicroUsd + intent.n * PRICE_MICRO_USD > budgetUsd * 1e6)
        return failed("the budget is used up");
      const limit = limited(time, call.timeoutMs, call.signal);
      let text = "";
      for (const name of call.order) {
        if (limit.signal.aborted) break;
        const service = services[name];
        try {
          const orders = ordersFor(intent, service).map((wish) => orderAt(service, wish, limit.signal));
          const pictures = (await Promise.all(orders)).flat();
          limit.end();
          spentMicroUsd += pictures.length * PRICE_MICRO_USD;
          return { pictures, claims: [] };
        } catch (error) {
          text = String(error);
        }
      }
      limit.end();
      return failed(text);
    },
    recover: async () => new Map(),
    noted: async () => undefined,
    spent: async () => undefined,
    kept: async () => "",
  };
}

/** A signal that fires after a time, or with another one. */
function limited(time: Clock, timeoutMs: number, outer: AbortSignal | undefined) {
  const controller = new AbortController();
  const onAbort = () => controller.abort(outer?.reason);
  if (outer?.aborted) onAbort();
  outer?.addEventListener("abort", onAbort, { once: true });
  const cancel = time.setTimer(() => controller.abort(new Error("timeout")), timeoutMs);
  return {
    signal: controller.signal,
    end() {
      cancel();
      outer?.removeEventListener("abort", onAbort);
    },
  };
}

function pause(time: Clock, delayMs: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const cancel = time.setTimer(() => {
      signal.removeEventListener("abort", onAbort);
      resolve();
    }, delayMs);
    const onAbort = () => {
      cancel();
      reject(signal.reason);
    };
    if (signal.aborted) onAbort();
    signal.addEventListener("abort", onAbort, { once: true });
  });
}
