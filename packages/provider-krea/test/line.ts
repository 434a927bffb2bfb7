import type { CallContext, Warning } from "@unikrea/core/provider";
import nock from "nock";
import { afterEach, beforeEach, expect } from "vitest";

export const API_KEY = "canary-5f1d7c20";
const ORIGIN = "https://api.krea.ai";

/** Cuts every line to the world for the tests of a file, and sees to it that each answer that was prepared is fetched. */
export function cutLines(): void {
  beforeEach(() => nock.disableNetConnect());
  afterEach(() => {
    const pending = nock.pendingMocks();
    nock.cleanAll();
    nock.enableNetConnect();
    expect(pending).toStrictEqual([]);
  });
}

interface Said {
  status?: number;
  reply?: unknown;
  headers?: Record<string, string>;
}

const bodyOf = (reply: unknown) => (typeof reply === "string" ? reply : JSON.stringify(reply));

/** Prepares the answer to one submission with exactly this body and these headers. */
export function answerSubmission(
  path: string,
  body: unknown,
  { status = 200, reply = "", headers = {} }: Said,
  sentHeaders: Record<string, string> = {},
): void {
  nock(ORIGIN, {
    reqheaders: { authorization: `Bearer ${API_KEY}`, "content-type": "application/json", ...sentHeaders },
    badheaders: ["x-idempotency-key", "cookie", ...OPTIONAL.filter((name) => !(name in sentHeaders))],
  })
    .post(path, (sent) => JSON.stringify(sent) === JSON.stringify(body))
    .reply(status, bodyOf(reply), headers);
}

/** Headers that are only sent when they were asked for. */
const OPTIONAL = ["x-webhook-url", "x-api-zero-data-retention"];

/** Prepares the answer to one request without a body. */
export function answer(method: "GET" | "DELETE", path: string, said: Said = {}): void {
  const { status = 200, reply = "", headers = {} } = said;
  nock(ORIGIN, {
    reqheaders: { authorization: `Bearer ${API_KEY}` },
    badheaders: ["content-type", "cookie", ...OPTIONAL],
  })
    .intercept(path, method, (sent) => sent === "" || sent === undefined)
    .reply(status, bodyOf(reply), headers);
}

/** The context of one exchange, on a clock that stands still. */
export function still(timeoutMs = 15_000): CallContext & { delays: number[]; warnings: Warning[] } {
  const delays: number[] = [];
  const setTimer = (_: () => void, delayMs: number) => {
    delays.push(delayMs);
    return () => {};
  };
  return { clock: { now: () => 0, wallTime: () => 0, setTimer }, timeoutMs, delays, warnings: [] };
}
