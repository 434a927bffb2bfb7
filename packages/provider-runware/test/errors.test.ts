import type { ErrorCode } from "@unikrea/core/provider";
import { describe, expect, it } from "vitest";
import { readCode, standingOf, wordsOf } from "../src/errors.ts";
import { bodyOf, KEY } from "./fixture.ts";

const fault = (code: unknown, more: object = {}) => ({ code, taskUUID: KEY, ...more });

/** Every code that is known of Runware, by the category of its SDK of 2026-07-22 (1.6.8), and what each stands for here. */
const CATEGORIES: readonly (readonly [category: string, code: ErrorCode, meaning: string, codes: string])[] =
  [
    [
      "auth",
      "authentication",
      "refused",
      "invalidApiKey missingApiKey expiredApiKey unauthorized forbidden permissionDenied insufficientPermissions authenticationFailed invalidAuthentication missingAuthentication invalidCredentials tokenExpired tokenInvalid tokenMissing tokenRevoked accountSuspended organizationSuspended workspaceSuspended accountDisabled organizationDisabled workspaceDisabled",
    ],
    [
      "quota",
      "insufficient_credits",
      "refused",
      "insufficientCredits providerInsufficientCredits thirdPartyInsufficientCredits quotaExceeded paymentRequired lowBalance dailyQuotaReached",
    ],
    [
      "rateLimit",
      "rate_limited",
      "refused",
      "rateLimitExceeded inferenceRateLimitExceeded providerRateLimitExceeded inferenceRateLimitRequestTooLarge",
    ],
    [
      "safety",
      "content_rejected",
      "ended",
      "contentPolicyViolation providerContentPolicyViolation sensitiveContentDetected unsafeContentDetected nsfwContentDetected promptBlocked imageBlocked moderationFailed",
    ],
    ["timeout", "job_failed", "open", "timeout providerTimeout providerGatewayTimeout webhookTimeout"],
    ["notFound: one of two things", "job_failed", "open", "taskFailedOrNotFound"],
    ["notFound: stopped", "job_canceled", "ended", "taskCancelled"],
    ["notFound", "request_rejected", "refused", "unknownModel modelNotFound mediaNotFound imageExpired"],
    [
      "serverError",
      "job_failed",
      "open",
      "internalServerError serviceUnavailable serverUnavailable standardError unknownError",
    ],
    [
      "provider",
      "job_failed",
      "ended",
      "inferenceError processingFailed taskFailed downloadFailed uploadFailed noAvailableServer modelUnavailable modelDisabled modelNotReady providerError providerUnavailable",
    ],
    [
      "validation",
      "request_rejected",
      "refused",
      "invalidPositivePrompt invalidPositivePromptLength missingPositivePrompt invalidModel invalidWidth invalidHeight invalidCustomHeight unsupportedParameter unsupportedTaskType valueTooLarge arrayTooSmall conflictTaskUUID duplicateParameter maxImagesReached unknownParameter incompatibleParameters",
    ],
    ["unknown there, known here", "job_failed", "open", "timeoutProvider"],
    ["unknown there, known here too", "rate_limited", "refused", "rateLimit"],
    ["unknown", "job_failed", "unclear", "somethingNew tooManyCooks constructor __proto__"],
  ];

const CODES = CATEGORIES.flatMap(([category, code, meaning, codes]) =>
  codes.split(" ").map((word) => ({ category, word, code, meaning })),
);

describe("readCode", () => {
  it.each(CODES)("$word ($category) is $code, $meaning", ({ word, code, meaning }) => {
    expect(readCode(fault(word))).toStrictEqual({ code, meaning });
  });

  it.each([undefined, null, 7, "", {}, ["timeout"]])("makes nothing of the code %j", (code) => {
    expect(readCode(fault(code))).toStrictEqual({ code: "job_failed", meaning: "unclear" });
  });

  it("is not slowed down by a code of a million characters", () => {
    const startedAt = performance.now();
    readCode(fault("invalid".repeat(150_000)));
    expect(performance.now() - startedAt).toBeLessThan(50);
  });
});

describe("standingOf a submission", () => {
  it.each([
    ["conflictTaskUUID", 400, "taken before"],
    ["conflictTaskUUID", 200, "taken before"],
    ["conflictTaskUUID", 409, "taken before"],
    ["conflictTaskUUID", 500, "taken before"],
    ["invalidWidth", 400, "refused"],
    ["invalidWidth", 200, "refused"],
    ["modelNotFound", 404, "refused"],
    ["invalidApiKey", 401, "refused"],
    ["insufficientCredits", 402, "refused"],
    ["insufficientCredits", 200, "refused"],
    ["rateLimitExceeded", 429, "refused"],
    // These statuses refuse, whatever the code.
    ["somethingNew", 401, "refused"],
    ["somethingNew", 403, "refused"],
    ["inferenceError", 402, "refused"],
    ["serviceUnavailable", 429, "refused"],
    ["timeout", 429, "refused"],
    ["inferenceError", 200, "ended"],
    ["inferenceError", 400, "ended"],
    ["contentPolicyViolation", 400, "ended"],
    ["taskCancelled", 200, "ended"],
    ["timeout", 200, "open"],
    ["timeoutProvider", 400, "open"],
    ["timeout", 504, "open"],
    ["internalServerError", 200, "open"],
    ["taskFailedOrNotFound", 404, "open"],
    // Nothing was accepted with a 400; within a 200 something may have been.
    ["somethingNew", 200, "open"],
    ["somethingNew", 400, "refused"],
    ["internalServerError", 500, "unknown"],
    ["serviceUnavailable", 503, "unknown"],
    ["inferenceError", 500, "unknown"],
    ["invalidWidth", 502, "unknown"],
    ["somethingNew", 408, "unknown"],
  ])("%s with %i is %s", (code, status, standing) => {
    expect(standingOf(fault(code), status)).toBe(standing);
  });

  it("does not follow up a time-out of the whole exchange, which may not have reached the task", () => {
    expect(standingOf({ code: "timeout" }, 504)).toBe("unknown");
  });

  it.each([
    ["taskUUIDExists", "taken before"],
    ["invalidTaskUUID", "refused"],
    ["missingTaskUUID", "refused"],
  ])("%s about the parameter taskUUID is %s", (code, standing) => {
    expect(standingOf(fault(code, { parameter: "taskUUID" }), 400)).toBe(standing);
  });

  it("reads the documented conflict", () => {
    const { errors } = bodyOf("submit.conflict.response") as { errors: [object] };
    expect(standingOf(errors[0], 400)).toBe("taken before");
  });
});

describe("wordsOf", () => {
  it.each([
    [{ code: "invalidWidth", message: "No.", parameter: "width" }, "invalidWidth No. (width)"],
    [
      { code: "invalidWidth", message: "No.", parameter: ["width", "height"] },
      "invalidWidth No. (width, height)",
    ],
    [{ code: "invalidWidth" }, "invalidWidth"],
    [{ message: "No." }, "No."],
    [{ code: 7, message: ["No."], parameter: { width: 1 } }, ""],
  ])("%j", (given, words) => {
    expect(wordsOf(given)).toBe(words);
  });
});
