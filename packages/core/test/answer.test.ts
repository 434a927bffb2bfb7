import { describe, expect, it } from "vitest";
import { errorFromAnswer, jsonOf } from "../src/answer.ts";

const answer = (status: number, body = "", headers: Record<string, string> = {}) => ({
  status,
  headers: new Headers(headers),
  bytes: new TextEncoder().encode(body),
});

describe("a submission that is answered with a status", () => {
  const table: [number[], string, string, string, boolean][] = [
    [[301, 302, 303, 307, 308], "request_rejected", "refused", "no", false],
    [[400, 404, 405, 410, 411, 413, 414, 415, 422, 431, 451], "request_rejected", "refused", "no", false],
    [[401, 403], "authentication", "refused", "no", false],
    [[402], "insufficient_credits", "refused", "no", false],
    [[429], "rate_limited", "refused", "no", true],
    [[408, 409, 500, 502, 503, 504, 520, 522, 524, 599], "outcome_unknown", "unknown", "maybe", false],
    [[425, 521, 523, 525, 526], "provider_unavailable", "not_sent", "no", true],
  ];
  it.each(table.flatMap(([statuses, ...rest]) => statuses.map((status) => [status, ...rest] as const)))(
    "%d is %s: %s, billed %s",
    (status, code, outcome, billed, retryable) => {
      const error = errorFromAnswer("toy", "submit", answer(status));
      expect(error).toMatchObject({
        code,
        outcome,
        billed,
        retryable,
        status,
        provider: "toy",
        phase: "submit",
      });
    },
  );
});

describe("a free call that is answered with a status", () => {
  it.each([
    [500, "provider_unavailable"],
    [408, "provider_unavailable"],
    [401, "authentication"],
    [429, "rate_limited"],
    [404, "request_rejected"],
  ])("%d is %s and costs nothing", (status, code) => {
    expect(errorFromAnswer("toy", "poll", answer(status))).toMatchObject({
      code,
      outcome: "not_sent",
      billed: "no",
    });
  });
});

it("lets the provider's own table decide where it knows better", () => {
  const verdict = {
    code: "content_rejected",
    outcome: "settled",
    message: "no\u001b[31m!",
    hint: "h",
    requestId: "r",
  } as const;
  expect(errorFromAnswer("toy", "submit", answer(400), verdict)).toMatchObject({
    code: "content_rejected",
    outcome: "settled",
    billed: "maybe",
    message: "toy answered 400: no [31m!",
    hint: "h",
    requestId: "r",
  });
});

it("never repeats a secret, and does not recite HTML", () => {
  expect(errorFromAnswer("toy", "submit", answer(401, "bad key sk-canary"), {}, ["sk-canary"]).message).toBe(
    "toy answered 401: bad key [redacted]",
  );
  expect(errorFromAnswer("toy", "submit", answer(524, "<!DOCTYPE html><title>x</title>")).message).toBe(
    "toy answered 524: a page of HTML or XML",
  );
});

describe("Retry-After", () => {
  const date = "Fri, 20 Nov 2026 10:00:00 GMT";
  it.each([
    ["seconds", { "retry-after": "2" }, 2000],
    ["zero", { "retry-after": "0" }, 0],
    ["milliseconds", { "retry-after-ms": "1500", "retry-after": "9" }, 1500],
    ["a date, by the server's own clock", { "retry-after": "Fri, 20 Nov 2026 10:00:30 GMT", date }, 30_000],
    ["ten thousand million seconds", { "retry-after": "1e10" }, 1e13],
    ["a date that has passed", { "retry-after": "Fri, 20 Nov 2026 09:00:00 GMT", date }, undefined],
    ["a date without the server's clock", { "retry-after": "Fri, 20 Nov 2026 10:00:30 GMT" }, undefined],
    ["a negative number", { "retry-after": "-1" }, undefined],
    ["words", { "retry-after": "abc" }, undefined],
    ["NaN", { "retry-after": "NaN" }, undefined],
    ["two headers", { "retry-after": "1, 2" }, undefined],
    ["nothing", {}, undefined],
    ["blanks", { "retry-after": " " }, undefined],
  ])("as %s", (_, headers: Record<string, string>, wanted) => {
    expect(errorFromAnswer("toy", "submit", answer(429, "", headers)).retryAfterMs).toBe(wanted);
  });
});

describe("jsonOf", () => {
  it.each([
    ["JSON, whatever its content type says", '{"a":1}', { a: 1 }],
    ["JSON behind a byte order mark", '\ufeff{"a":1}', { a: 1 }],
    ["HTML", "<html>", undefined],
    ["cut JSON", '{"a":', undefined],
    ["two documents", "{}{}", undefined],
    ["nothing", "", undefined],
  ])("%s", (_, body, wanted) => expect(jsonOf(answer(200, body))).toStrictEqual(wanted));
});
