import nock from "nock";
import { describe, expect, it } from "vitest";
import { runware } from "../src/index.ts";
import { bodyOf, KEY } from "./fixture.ts";
import { API_KEY, answer, cutLines, still } from "./line.ts";
import { requestOf } from "./lost.ts";
import { errors, failureOf } from "./submission.ts";

cutLines();

const MINIMAL = bodyOf("submit.minimal.request");

describe("a submission that was refused costs nothing", () => {
  it.each([
    ["400 with empty data", 400, bodyOf("submit.invalid.response"), "request_rejected"],
    ["200 with errors", 200, bodyOf("submit.invalid.response"), "request_rejected"],
    [
      "200 without data",
      200,
      { errors: [{ code: "unsupportedParameter", taskUUID: KEY }] },
      "request_rejected",
    ],
    [
      "in an item",
      200,
      { data: [{ taskUUID: KEY, status: "error", error: { code: "invalidModel" } }] },
      "request_rejected",
    ],
    ["401 without a task", 401, bodyOf("submit.bad-key.response"), "authentication"],
    ["200 with the same", 200, bodyOf("submit.bad-key.response"), "authentication"],
    ["402 and a singular error", 402, bodyOf("submit.singular.response"), "insufficient_credits"],
    ["200 and a singular error", 200, bodyOf("submit.singular.response"), "insufficient_credits"],
    ["403", 403, errors("insufficientPermissions"), "authentication"],
    ["404", 404, errors("modelNotFound"), "request_rejected"],
    ["409 of a setting", 409, errors("conflictingParameters"), "request_rejected"],
    ["429: the queue is full", 429, errors("rateLimitExceeded", {}), "rate_limited"],
    ["429 with a code that nobody knows", 429, errors("queueFull"), "rate_limited"],
    ["400 with a code that nobody knows", 400, errors("somethingNew"), "request_rejected"],
    ["a page of HTML with 403", 403, "<html>challenge</html>", "authentication"],
    ["413", 413, "too large", "request_rejected"],
    ["a redirect", 302, "", "request_rejected"],
  ])("%s", async (_, status, body, code) => {
    answer(MINIMAL, status, body, { location: "https://stranger.example.com/" });
    const error = await failureOf();
    expect(error).toMatchObject({
      code,
      outcome: "refused",
      billed: "no",
      phase: "submit",
      provider: "runware",
      status,
      requestId: KEY,
    });
  });

  it("says what is wrong in Runware's words, and what to do", async () => {
    answer(MINIMAL, 400, bodyOf("submit.invalid.response"));
    const { message, hint } = await failureOf();
    expect(message).toBe(
      "runware answered 400: invalidWidth 1000x1000 is not a size of this model. (width, height)",
    );
    expect(hint).toContain("please report it");
  });

  it("hands on how long to wait", async () => {
    answer(MINIMAL, 429, errors("rateLimitExceeded"), { "retry-after": "7" });
    expect(await failureOf()).toMatchObject({ retryable: true, retryAfterMs: 7000 });
  });

  it("does not print the key, even if the service does", async () => {
    answer(MINIMAL, 401, { errors: [{ code: "invalidApiKey", message: `no such key: ${API_KEY}` }] });
    const error = await failureOf();
    expect(error.message).toBe("runware answered 401: invalidApiKey no such key: [redacted]");
  });
});

describe("a submission of which nobody knows what became", () => {
  const unknown = { code: "outcome_unknown", outcome: "unknown", billed: "maybe", phase: "submit" };

  it.each([
    ["500", 500, errors("internalServerError")],
    ["500 although the code is one of failed work", 500, errors("inferenceError")],
    ["502 of a gateway", 502, "<html>bad gateway</html>"],
    ["503 although the code is one of refusals", 503, errors("rateLimitExceeded")],
    [
      "503, which is documented as capacity: it stays unknown until that is seen live",
      503,
      errors("serviceUnavailable"),
    ],
    ["504 that names no task", 504, errors("timeout", {})],
    ["408", 408, ""],
    ["409 without a code", 409, ""],
  ])("may be billed: %s", async (_, status, body) => {
    answer(MINIMAL, status, body);
    // The name of the task goes along, so that it can be looked up.
    expect(await failureOf()).toMatchObject({ ...unknown, status, requestId: KEY });
  });

  it.each(["", "<html></html>", '{"data":[{"taskT', "{}", '{"data":null}'])(
    "may be billed: 200 %s",
    async (body) => {
      answer(MINIMAL, 200, body);
      expect(await failureOf()).toMatchObject(unknown);
    },
  );

  it("may be billed: the connection broke", async () => {
    nock("https://api.runware.ai").post("/v1").replyWithError("socket hang up");
    expect(await failureOf()).toMatchObject(unknown);
  });
});

describe("a key", () => {
  it.each(["", "Bearer abc", "a\r\nb", "your-api-key"])(
    "that cannot be one is refused here: %j",
    async (apiKey) => {
      const submission = runware({ apiKey }).submit(requestOf(), KEY, still());
      await expect(submission).rejects.toMatchObject({
        code: "missing_credentials",
        outcome: "not_sent",
        billed: "no",
      });
    },
  );

  it("may be a function, which is asked each time", async () => {
    const keys = ["rotated-1", "rotated-2"];
    const rotating = runware({ apiKey: async () => keys.shift() ?? "" });
    for (const key of ["rotated-1", "rotated-2"]) {
      nock("https://api.runware.ai", { reqheaders: { authorization: `Bearer ${key}` } })
        .post("/v1")
        .reply(200, { data: [] });
      await rotating.submit(requestOf(), KEY, still());
    }
  });
});
