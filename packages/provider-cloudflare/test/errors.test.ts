import type { ErrorCode, OutcomeClass } from "@unikrea/core";
import type { HttpAnswer } from "@unikrea/core/provider";
import { describe, expect, it } from "vitest";
import { answerOfThrown, cloudflareError, faultOf } from "../src/errors.ts";

const answer = (status: number, body: unknown, headers: Record<string, string> = {}): HttpAnswer => ({
  status,
  headers: new Headers(headers),
  bytes: new TextEncoder().encode(typeof body === "string" ? body : JSON.stringify(body)),
});
const rest = (status: number, code: number, message: string) =>
  answer(status, { result: null, success: false, errors: [{ code, message }], messages: [] });

const BILLED = {
  not_sent: "no",
  refused: "no",
  accepted: "maybe",
  unknown: "maybe",
  settled: "maybe",
} as const;
const WHOLESALE = "Wholesale rate limit exceeded for this gateway. Please reduce request rate or use BYOK.";
const NO_MONEY = "Insufficient balance; add money to your gateway or use BYOK";
const NOT_UNIFIED = "This model is not available via unified billing. Please use BYOK.";
const INPUT = "Model execution failed (User Input Error)";

/** What is answered, its status, code and words, and what that is. Both tables of codes, read 2026-11-21. */
const ROWS: readonly (readonly [string, number, number, string, ErrorCode, OutcomeClass])[] = [
  // 7003 and its meanings. What is no complaint about a field comes from Krea, and may be billed.
  ["a missing field", 400, 7003, `${INPUT}: Required value missing: prompt`, "request_rejected", "refused"],
  ["a wrong value", 400, 7003, `${INPUT}: Invalid value at seed`, "request_rejected", "refused"],
  ["a wrong input", 400, 7003, "Validation error at styles[0]", "request_rejected", "refused"],
  ["an unknown model", 404, 7003, "Model not found: krea/krea-3", "request_rejected", "refused"],
  ["a path to nowhere", 404, 7003, "Could not route to /accounts/x", "request_rejected", "refused"],
  ["a rate limit told in a 200", 200, 7003, WHOLESALE, "rate_limited", "refused"],
  ["moderation", 400, 7003, `${INPUT}: flagged by content moderation`, "content_rejected", "settled"],
  ["another refusal by Krea", 400, 7003, `${INPUT}: could not fetch image`, "request_rejected", "settled"],
  ["no detail at all", 400, 7003, "User Input Error", "request_rejected", "settled"],
  ["no such route", 400, 7000, "No route for that URI", "request_rejected", "refused"],
  ["no such route, as 404", 404, 7000, "No route for that URI", "request_rejected", "refused"],
  ["a retired model", 410, 7010, "use another", "request_rejected", "refused"],
  // 2021 and its meanings.
  ["no money", 402, 2021, NO_MONEY, "insufficient_credits", "refused"],
  ["no money, by another code", 402, 2049, NO_MONEY, "insufficient_credits", "refused"],
  ["a model that credits cannot buy", 402, 2021, NOT_UNIFIED, "request_rejected", "refused"],
  ["a rate limit told as 402", 402, 2021, WHOLESALE, "rate_limited", "refused"],
  ["a rate limit told as 2021", 429, 2021, WHOLESALE, "rate_limited", "refused"],
  ["a rate limit told as 2018", 429, 2018, WHOLESALE, "rate_limited", "refused"],
  ["the same in misleading words", 429, 2018, "Invalid User Credentials", "rate_limited", "refused"],
  // The gateway.
  ["the gateway's rate limit", 429, 2003, "Rate limited", "rate_limited", "refused"],
  ["a spend limit", 429, 2045, "Spend limit reached", "insufficient_credits", "refused"],
  ["guardrails on the prompt", 400, 2016, "blocked", "content_rejected", "refused"],
  ["guardrails on the answer", 400, 2017, "blocked", "content_rejected", "settled"],
  ["data loss rules on the prompt", 400, 2029, "blocked", "content_rejected", "refused"],
  ["data loss rules on the answer", 400, 2030, "blocked", "content_rejected", "settled"],
  ["a stored key that was refused", 401, 2009, "Unauthorized", "authentication", "refused"],
  ["a token without permission", 401, 10000, "Authentication error", "authentication", "refused"],
  ["a token without permission, as 403", 403, 10000, "Authentication error", "authentication", "refused"],
  // Workers AI.
  ["no such model or task", 400, 5007, "x", "request_rejected", "refused"],
  ["a wrong type of data", 400, 5004, "x", "request_rejected", "refused"],
  ["an input that does not match", 400, 5006, "x", "request_rejected", "refused"],
  ["a fine-tune without its files", 400, 3039, "x", "request_rejected", "refused"],
  ["an incomplete request", 400, 3003, "x", "request_rejected", "refused"],
  ["a private model", 403, 5018, "x", "request_rejected", "refused"],
  ["a private model, by another code", 403, 3041, "x", "request_rejected", "refused"],
  ["terms that were not agreed to", 403, 5016, "x", "request_rejected", "refused"],
  ["a blocked account", 403, 3023, "x", "authentication", "refused"],
  ["a model outside of the free plan", 400, 5035, "x", "insufficient_credits", "refused"],
  ["an outdated client", 405, 5019, "x", "request_rejected", "refused"],
  ["a model without LoRAs", 405, 5005, "x", "request_rejected", "refused"],
  ["an invalid model id", 404, 3042, "x", "request_rejected", "refused"],
  ["a request that is too large", 413, 3006, "x", "request_rejected", "refused"],
  ["a time-out", 408, 3007, "Request timeout", "outcome_unknown", "unknown"],
  ["an abort", 408, 3008, "Request was aborted", "outcome_unknown", "unknown"],
  ["the day's allocation", 429, 3036, "x", "insufficient_credits", "refused"],
  ["no capacity", 429, 3040, "Capacity temporarily exceeded", "rate_limited", "refused"],
  // What the table does not know follows from the status.
  ["an unknown code", 400, 9999, "x", "request_rejected", "refused"],
  ["an unknown code", 402, 9999, "x", "insufficient_credits", "refused"],
  ["an unknown code", 409, 9999, "x", "outcome_unknown", "unknown"],
  ["an unknown code", 429, 9999, "x", "rate_limited", "refused"],
  ["an unknown code", 200, 9999, "x", "outcome_unknown", "unknown"],
  ["a redirect", 307, 9999, "x", "request_rejected", "refused"],
  ["an edge without its origin", 523, 9999, "x", "provider_unavailable", "not_sent"],
  // The status wins where it says that the work may have begun.
  ["words of refusal", 500, 2021, WHOLESALE, "outcome_unknown", "unknown"],
  ["words of refusal", 502, 7003, "Required value missing: x", "outcome_unknown", "unknown"],
  ["words of refusal", 503, 2009, "Unauthorized", "outcome_unknown", "unknown"],
  ["words of refusal", 504, 2003, "Rate limited", "outcome_unknown", "unknown"],
  ["words of refusal", 408, 7003, "Required value missing: x", "outcome_unknown", "unknown"],
];

describe("an answer to a submission", () => {
  it.each(ROWS)("%s (%i, %i)", (_, status, code, says, is, outcome) => {
    const error = cloudflareError(rest(status, code, says), "submit");
    const expected = { code: is, outcome, billed: BILLED[outcome], status, phase: "submit" };
    expect(error).toMatchObject({ ...expected, provider: "cloudflare" });
    expect(error.retryable).toBe(is === "rate_limited" || is === "provider_unavailable");
    expect(error.message).toBe(`cloudflare answered ${status}: ${says}`);
  });

  it.each([
    [400, 7003, "Required value missing: x", /report/],
    [404, 7003, "Model not found: x", /no longer has the model/],
    [404, 7003, "Could not route to /x", /accountId/],
    [404, 7000, "No route for that URI", /accountId/],
    [400, 7003, "could not fetch image", /Krea refused it/],
    [402, 2021, NO_MONEY, /load credits/],
    [402, 2021, NOT_UNIFIED, /adding money does not help/],
    [429, 2045, "x", /spend limit/],
    [429, 3036, "x", /free allocation/],
    [400, 2016, "x", /blocked the prompt/],
    [400, 2030, "x", /the image was made/],
    [401, 2009, "x", /stored in the gateway/],
    [403, 10000, "x", /Workers AI: Read/],
    [503, 0, "x", /Cloudflare's own credentials/],
  ] as const)("%i with %i says what to do: %s", (status, code, says, hint) => {
    expect(cloudflareError(rest(status, code, says), "submit").hint).toMatch(hint);
  });

  it("has the gateway's log as the id of the exchange, or else the ray", () => {
    const body = { errors: [{ code: 2003, message: "x" }] };
    const idOf = (headers: Record<string, string>) =>
      cloudflareError(answer(429, body, headers), "submit").requestId;
    expect(idOf({ "cf-aig-log-id": "01a1", "cf-ray": "8f" })).toBe("01a1");
    expect(idOf({ "cf-ray": "8f" })).toBe("8f");
    expect(idOf({})).toBeUndefined();
  });

  it("hands on how long to wait", () => {
    const later = answer(429, { errors: [{ code: 2003, message: "x" }] }, { "retry-after": "7" });
    expect(cloudflareError(later, "submit").retryAfterMs).toBe(7000);
  });

  it("does not show a page of HTML", () => {
    const error = cloudflareError(answer(502, "<!DOCTYPE html><h1>Bad gateway</h1>"), "submit");
    expect(error).toMatchObject({ code: "outcome_unknown", outcome: "unknown", billed: "maybe" });
    expect(error.message).toBe("cloudflare answered 502: a page of HTML or XML");
  });

  it("takes a challenge page for a refusal", () => {
    const error = cloudflareError(answer(403, "<!DOCTYPE html><title>Just a moment...</title>"), "submit");
    expect(error).toMatchObject({ code: "authentication", outcome: "refused", billed: "no" });
  });

  it("does not show the token", () => {
    const error = cloudflareError(rest(401, 10000, "s3cret-token is wrong"), "submit", ["s3cret-token"]);
    expect(JSON.stringify(error)).not.toContain("s3cret-token");
  });

  it("is never unknown on a free call", () => {
    expect(cloudflareError(answer(500, ""), "probe")).toMatchObject({
      code: "provider_unavailable",
      outcome: "not_sent",
      billed: "no",
    });
  });
});

describe("the words that are shown", () => {
  const item = (message: string) => [{ code: 7003, message }];
  const more = { message: "the message", description: "the description", internalCode: 2021 };
  it.each([
    ["error, a list though singular", { error: item("a"), errors: item("b"), ...more }, "a", 7003],
    ["then errors", { error: [], errors: item("b"), ...more }, "b", 7003],
    ["then message, with the internal code", { ...more }, "the message", 2021],
    ["then description", { ...more, message: "" }, "the description", 2021],
    ["beside a code that is text", { errors: [{ code: "2021", message: "a" }] }, "a", 2021],
    ["in a single error that is no list", { error: { code: 10000, message: "a" } }, "a", 10000],
    ["not an error that is only text", { error: "a" }, undefined, Number.NaN],
    ["nowhere without a body", undefined, undefined, Number.NaN],
  ] as const)("are %s", (_, body, message, code) => {
    expect(faultOf(body)).toStrictEqual({ code, message });
  });

  it("are the raw text when the body has none, cut", () => {
    expect(cloudflareError(answer(400, "no json"), "submit").message).toBe(
      "cloudflare answered 400: no json",
    );
    expect(cloudflareError(answer(400, "x".repeat(5000)), "submit").message.length).toBeLessThan(400);
  });
});

describe("what the binding throws", () => {
  it.each([
    ["2021: Insufficient AI Gateway credits", 402, "insufficient_credits", "refused"],
    ["2018: Invalid User Credentials", 429, "rate_limited", "refused"],
    ["2003: Rate limited", 429, "rate_limited", "refused"],
    ["10000: Authentication error", 401, "authentication", "refused"],
    ["3040: Capacity temporarily exceeded, please try again.", 429, "rate_limited", "refused"],
    ["3007: Request timeout", 408, "outcome_unknown", "unknown"],
    ["7003: User Input Error", 400, "request_rejected", "settled"],
    ["7010: retired\nuse another", 410, "request_rejected", "refused"],
    ["9999: a code that nobody knows", 500, "outcome_unknown", "unknown"],
  ] as const)("has the status of its code: %s (%i)", async (says, status, is, outcome) => {
    const response = answerOfThrown(Object.assign(new Error(says), { name: "AiGatewayError" }));
    expect(response.status).toBe(status);
    const bytes = new Uint8Array(await response.arrayBuffer());
    const error = cloudflareError({ status, headers: response.headers, bytes }, "submit");
    expect(error).toMatchObject({ code: is, outcome });
  });

  it.each([
    new Error("Network connection lost."),
    new Error("502: Bad Gateway"),
    new Error("the code 2021: comes late"),
    new DOMException("The operation was aborted", "AbortError"),
    new DOMException("The operation timed out", "TimeoutError"),
    "2021: no error at all",
  ])("is no answer otherwise: %s", (thrown) => {
    expect(() => answerOfThrown(thrown)).toThrow(thrown instanceof Error ? thrown : undefined);
  });
});
