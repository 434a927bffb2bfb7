import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Backoff, retryDelayMs } from "../src/backoff.ts";

const LONG = 3_000_000_000;

describe("retryDelayMs", () => {
  it.each<[string, Backoff, number | undefined]>([
    ["first retry, unlucky", { retries: 0, random: 1, remainingMs: LONG }, 250],
    ["first retry, half", { retries: 0, random: 0.5, remainingMs: LONG }, 125],
    ["full jitter goes down to nothing", { retries: 4, random: 0, remainingMs: LONG }, 0],
    ["doubles", { retries: 3, random: 1, remainingMs: LONG }, 2000],
    ["reaches the cap", { retries: 5, random: 1, remainingMs: LONG }, 8000],
    ["stays at the cap", { retries: 5000, random: 1, remainingMs: LONG }, 8000],
    [
      "never sooner than the service asked",
      { retries: 0, random: 0, remainingMs: LONG, retryAfterMs: 20_000 },
      20_000,
    ],
    [
      "spreads those who were told the same moment",
      { retries: 0, random: 1, remainingMs: LONG, retryAfterMs: 20_000 },
      20_250,
    ],
    ["a service that asks for 0", { retries: 0, random: 1, remainingMs: LONG, retryAfterMs: 0 }, 250],
    ["a negative wish is none", { retries: 0, random: 1, remainingMs: LONG, retryAfterMs: -5000 }, 250],
    ["NaN is no wish", { retries: 0, random: 1, remainingMs: LONG, retryAfterMs: Number.NaN }, 250],
    ["just fits", { retries: 0, random: 0, remainingMs: 20_001, retryAfterMs: 20_000 }, 20_000],
    [
      "no time would be left: not sooner, but not at all",
      { retries: 0, random: 0, remainingMs: 20_000, retryAfterMs: 20_000 },
      undefined,
    ],
    ["no time is left", { retries: 0, random: 0, remainingMs: 0 }, undefined],
    ["the deadline has passed", { retries: 0, random: 0, remainingMs: -1 }, undefined],
    [
      "the longest that a timer holds",
      { retries: 0, random: 0, remainingMs: LONG, retryAfterMs: 2 ** 31 - 1 },
      2 ** 31 - 1,
    ],
    [
      "longer than a timer holds",
      { retries: 0, random: 0, remainingMs: LONG, retryAfterMs: 2 ** 31 },
      undefined,
    ],
    [
      "for ever",
      {
        retries: 0,
        random: 0,
        remainingMs: Number.POSITIVE_INFINITY,
        retryAfterMs: Number.POSITIVE_INFINITY,
      },
      undefined,
    ],
  ])("%s", (_, backoff, delayMs) => expect(retryDelayMs(backoff)).toBe(delayMs));

  it("is a delay that a timer holds, within the patience, after the wish of the service; or nothing", () => {
    const backoff = fc.record({
      retries: fc.nat(2000),
      random: fc.double({ min: 0, max: 1, noNaN: true }),
      retryAfterMs: fc.option(fc.double(), { nil: undefined }),
      remainingMs: fc.double(),
    });
    fc.assert(
      fc.property(backoff, (given) => {
        const delayMs = retryDelayMs(given);
        const wishMs = given.retryAfterMs !== undefined && given.retryAfterMs > 0 ? given.retryAfterMs : 0;
        if (delayMs === undefined) {
          const longestMs = wishMs + 8000;
          expect(longestMs < given.remainingMs && longestMs <= 2 ** 31 - 1).toBe(false);
          return;
        }
        expect(delayMs).toBeGreaterThanOrEqual(wishMs);
        expect(delayMs).toBeLessThanOrEqual(wishMs + 8000);
        expect(delayMs).toBeLessThan(given.remainingMs);
        expect(delayMs).toBeLessThanOrEqual(2 ** 31 - 1);
      }),
    );
  });
});
