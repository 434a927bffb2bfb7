import type { Clock, Fetch } from "@unikrea/core/provider";
import type { ServiceId } from "../check.ts";
import { Unfinished } from "../check.ts";

/** One request and its answer, as they went over the wire. */
export interface Exchange {
  readonly service: ServiceId | "link";
  readonly method: string;
  readonly url: string;
  /** Without the key. */
  readonly requestHeaders: Readonly<Record<string, string>>;
  readonly requestBody: unknown;
  readonly status: number;
  readonly headers: Headers;
  /** Parsed where it is JSON, else text; of files the first bytes stand in `bytes`. */
  readonly body: unknown;
  readonly bytes: Uint8Array;
  /** By this machine's calendar, in milliseconds. */
  readonly sentAt: number;
  readonly answeredAt: number;
}

/** What to send. */
export interface Question {
  readonly service: Exchange["service"];
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly key?: string | undefined;
  readonly body?: unknown;
  /** @default 30_000 */
  readonly timeoutMs?: number | undefined;
}

const TIMEOUT_MS = 30_000;

/** Sends one request and reads its whole answer, whatever its status. @throws {Unfinished} when there is none */
export async function exchange(fetch: Fetch, clock: Clock, question: Question): Promise<Exchange> {
  const { service, method, url, headers, key, body, timeoutMs = TIMEOUT_MS } = question;
  const controller = new AbortController();
  const payload = body === undefined ? null : JSON.stringify(body);
  const sentAt = clock.wallTime();
  let cancelTimer = () => {};
  const late = new Promise<never>((_, reject) => {
    cancelTimer = clock.setTimer(() => {
      const error = new Unfinished(`${method} had no answer within ${timeoutMs / 1000} s`);
      controller.abort(error);
      reject(error);
    }, timeoutMs);
  });
  const perform = async () => {
    const answer = await fetch(url, {
      method,
      headers: {
        ...headers,
        ...(payload !== null && { "content-type": "application/json" }),
        ...(key !== undefined && { authorization: `Bearer ${key}` }),
      },
      body: payload,
      signal: controller.signal,
    });
    return { answer, bytes: new Uint8Array(await answer.arrayBuffer()) };
  };
  try {
    const { answer, bytes } = await Promise.race([perform(), late]);
    return {
      ...{ service, method, url, requestHeaders: headers, requestBody: body },
      ...{ status: answer.status, headers: answer.headers, body: bodyOf(bytes, answer.headers), bytes },
      ...{ sentAt, answeredAt: clock.wallTime() },
    };
  } catch (error) {
    // What our own door refuses is no failure of the network.
    if (!(error instanceof TypeError)) throw error;
    throw new Unfinished(`${method} had no answer: ${networkWords(error)}`);
  } finally {
    cancelTimer();
  }
}

/** JSON comes under other content types too, so the text decides. */
function bodyOf(bytes: Uint8Array, headers: Headers): unknown {
  if (headers.get("content-type")?.startsWith("image/")) return `${bytes.length} bytes`;
  const text = new TextDecoder().decode(bytes);
  try {
    return text === "" ? undefined : JSON.parse(text);
  } catch {
    return text;
  }
}

function networkWords({ message, cause }: TypeError): string {
  const inner = cause instanceof Error ? cause.message : "";
  return inner === "" ? message : `${message}, ${inner}`;
}
