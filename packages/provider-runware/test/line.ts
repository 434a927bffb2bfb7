import type { CallContext, Warning } from "@unikrea/core/provider";
import nock from "nock";
import { afterEach, beforeEach, expect } from "vitest";

export const API_KEY = "canary-5f1d7c20";

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

/** Prepares one answer to one request with exactly this body and our key. */
export function answer(
  body: unknown,
  status: number,
  reply: unknown,
  headers: Record<string, string> = {},
): void {
  nock("https://api.runware.ai", {
    reqheaders: { authorization: `Bearer ${API_KEY}`, "content-type": "application/json" },
  })
    // An array with its items as they are: nock would take a bare array for alternatives.
    .post("/v1", (sent) => JSON.stringify(sent) === JSON.stringify(body))
    .reply(status, typeof reply === "string" ? reply : JSON.stringify(reply), headers);
}

/** The context of one exchange, on a clock that stands still and remembers how long it was to wait. */
export function still(timeoutMs = 15_000): CallContext & { delays: number[]; warnings: Warning[] } {
  const delays: number[] = [];
  const setTimer = (_: () => void, delayMs: number) => {
    delays.push(delayMs);
    return () => {};
  };
  return { clock: { now: () => 0, wallTime: () => 0, setTimer }, timeoutMs, delays, warnings: [] };
}
