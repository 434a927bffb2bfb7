import type { HttpAnswer, Phase } from "@unikrea/core/provider";
import { describe, expect, it } from "vitest";
import { kreaError } from "../src/errors.ts";
import { bodyOf } from "./fixture.ts";

const KEY = "canary-5f1d7c20";

function errorOf(status: number, body: unknown = { error: "no" }, phase: Phase = "submit", headers = {}) {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  const answer: HttpAnswer = { status, headers: new Headers(headers), bytes: new TextEncoder().encode(text) };
  return kreaError(answer, phase, [KEY]);
}

describe("a submission that is answered with", () => {
  it.each([
    [301, "request_rejected", "refused", "no"],
    [307, "request_rejected", "refused", "no"],
    [400, "request_rejected", "refused", "no"],
    [401, "authentication", "refused", "no"],
    [402, "insufficient_credits", "refused", "no"],
    [403, "request_rejected", "refused", "no"],
    [404, "request_rejected", "refused", "no"],
    [405, "request_rejected", "refused", "no"],
    [408, "outcome_unknown", "unknown", "maybe"],
    [409, "outcome_unknown", "unknown", "maybe"],
    [410, "request_rejected", "refused", "no"],
    [413, "request_rejected", "refused", "no"],
    [422, "request_rejected", "refused", "no"],
    [425, "provider_unavailable", "not_sent", "no"],
    [429, "rate_limited", "refused", "no"],
    [431, "request_rejected", "refused", "no"],
    [500, "outcome_unknown", "unknown", "maybe"],
    [502, "outcome_unknown", "unknown", "maybe"],
    [503, "outcome_unknown", "unknown", "maybe"],
    [504, "outcome_unknown", "unknown", "maybe"],
    [520, "outcome_unknown", "unknown", "maybe"],
    [521, "provider_unavailable", "not_sent", "no"],
    [522, "outcome_unknown", "unknown", "maybe"],
    [523, "provider_unavailable", "not_sent", "no"],
    [524, "outcome_unknown", "unknown", "maybe"],
    [525, "provider_unavailable", "not_sent", "no"],
    [526, "provider_unavailable", "not_sent", "no"],
  ])("%i is %s", (status, code, outcome, billed) => {
    expect(errorOf(status)).toMatchObject({
      code,
      outcome,
      billed,
      status,
      phase: "submit",
      provider: "krea",
    });
  });
});

describe("a free call that is answered with", () => {
  it.each<[Phase, number, string, boolean]>([
    ["poll", 401, "authentication", false],
    ["poll", 403, "authentication", false],
    ["poll", 404, "job_not_found", false],
    ["poll", 408, "provider_unavailable", true],
    ["poll", 429, "rate_limited", true],
    ["poll", 500, "provider_unavailable", true],
    ["poll", 524, "provider_unavailable", true],
    ["cancel", 404, "job_not_found", false],
    ["cancel", 500, "provider_unavailable", true],
    ["upload", 400, "request_rejected", false],
    ["upload", 404, "request_rejected", false],
    ["upload", 413, "request_rejected", false],
    ["upload", 503, "provider_unavailable", true],
    ["upload", 403, "authentication", false],
    ["probe", 401, "authentication", false],
    ["probe", 403, "authentication", false],
  ])("%s %i is %s", (phase, status, code, retryable) => {
    expect(errorOf(status, { error: "no" }, phase)).toMatchObject({ code, phase, retryable });
  });
});

describe("what Krea said", () => {
  it.each<[string, unknown, string]>([
    ["the error of the document", { error: "bad ratio" }, "krea answered 422: bad ratio"],
    ["the message of a live 401", bodyOf("error.unauthorized.response"), "krea answered 422: Unauthorized"],
    [
      "an error with a message of its own",
      { error: { message: "inner" }, message: "outer" },
      "krea answered 422: inner: outer",
    ],
    ["error and message that say the same", { error: "no", message: "no" }, "krea answered 422: no"],
    [
      "a name and a sentence",
      bodyOf("error.retired.response"),
      "krea answered 422: model_unavailable: This model was retired.",
    ],
    [
      "a list of issues",
      bodyOf("error.validation.response"),
      "krea answered 422: validation failed: resolution: expected 1K",
    ],
    [
      "a list of details alone",
      { detail: [{ loc: ["body", "styles", 0], msg: "wrong" }, { message: "and more" }, 7] },
      "krea answered 422: body.styles.0: wrong; and more",
    ],
    ["a detail in words", { detail: "Not like this" }, "krea answered 422: Not like this"],
    ["a list of nothing", { error: "no", errors: [] }, "krea answered 422: no"],
    [
      "nothing in a thousand lists",
      `{"error":"no","issues":${"[".repeat(5000)}${"]".repeat(5000)}}`,
      "krea answered 422: no",
    ],
    ["text that is not JSON", "upstream is away", "krea answered 422: upstream is away"],
    ["a page of HTML", "<!DOCTYPE html><title>x</title>", "krea answered 422: a page of HTML or XML"],
    ["nothing", "", "krea answered 422"],
    ["JSON of another form", "7", "krea answered 422: 7"],
    [
      "a key, which is not shown",
      { error: `Bearer ${KEY} is bad` },
      "krea answered 422: Bearer [redacted] is bad",
    ],
    ["escapes, which do nothing", { error: "a\u001b[31mb\nc" }, "krea answered 422: a [31mb c"],
  ])("is read from %s", (_, body, message) => {
    expect(errorOf(422, body).message).toBe(message);
  });

  it("names five of many issues", () => {
    const issues = Array.from({ length: 100 }, (_, index) => ({ path: [index], message: "no" }));
    expect(errorOf(422, { issues }).message).toBe("krea answered 422: 0: no; 1: no; 2: no; 3: no; 4: no");
  });

  it("is cut when it has no end", () => {
    expect(errorOf(422, { error: "x".repeat(1_000_000) }).message.length).toBeLessThan(400);
  });

  it.each([
    ["7", 7000],
    ["0.5", 500],
    ["", undefined],
    ["soon", undefined],
    ["-3", undefined],
  ])("about waiting, Retry-After %j, is handed on", (value, retryAfterMs) => {
    expect(errorOf(429, {}, "submit", { "retry-after": value })).toMatchObject({ retryAfterMs });
  });
});

describe("what to do", () => {
  it.each([
    [402, bodyOf("error.balance.response"), "krea.ai/app/api"],
    [403, { error: "not yours" }, "style"],
    [410, bodyOf("error.retired.response"), "krea-3/medium"],
    [410, { error: "gone" }, "retired"],
    [410, { replacement: "krea-3\u001b[31m" }, "Krea names krea-3 [31m instead"],
    [422, bodyOf("error.validation.response"), "report"],
  ])("is said of a %i", (status, body, hint) => {
    expect(errorOf(status, body).hint).toContain(hint);
  });

  it("is not said of calls that it does not concern", () => {
    for (const phase of ["poll", "cancel", "upload", "probe"] as const)
      for (const status of [402, 403, 410, 422]) expect(errorOf(status, {}, phase).hint).toBeUndefined();
  });
});
