import { describe, expect, it } from "vitest";
import { bodyOf, KEY, OTHER_KEY } from "./fixture.ts";
import { answer, cutLines } from "./line.ts";
import { accepted, done, errors, find, queued, requestOf } from "./lost.ts";

cutLines();

const MINIMAL = bodyOf("submit.minimal.request");
const POLL = bodyOf("poll.request");
const DETAILS = bodyOf("details.request");
const NOTHING = bodyOf("poll.unknown.response");
const LOST = bodyOf("poll.lost.response");

const running = { status: "pending", phase: "running", detail: "processing" };
const failed = (code: string) =>
  expect.objectContaining({
    status: "settled",
    images: [],
    failures: [expect.objectContaining({ code, billed: "maybe", n: 1 })],
  });
const IMAGE = { imageURL: "https://im.runware.ai/1.png", seed: 7 };
const item = (more: object) => ({ data: [{ taskType: "imageInference", taskUUID: KEY, ...more }] });

describe("a task that Runware shows was taken, and nothing is sent again", () => {
  it.each([
    ["under way", 200, bodyOf("poll.processing.response"), running],
    ["waiting, in the word of 2025", 200, item({ status: "pending" }), { ...queued, detail: "pending" }],
    [
      "in a state that nobody knows",
      200,
      item({ status: "levitating" }),
      { ...running, detail: "levitating" },
    ],
    ["done", 200, item({ ...IMAGE, status: "success" }), done],
    ["done, without a state", 200, bodyOf("submit.sync.response"), done],
    ["failed", 200, bodyOf("poll.failed.response"), failed("job_failed")],
    [
      "failed, in an item",
      200,
      item({ status: "error", error: { code: "taskFailed" } }),
      failed("job_failed"),
    ],
    ["failed, with 400", 400, errors("inferenceError"), failed("job_failed")],
    ["refused for its content", 200, errors("providerContentPolicyViolation"), failed("content_rejected")],
    ["given up by the provider", 200, errors("timeoutProvider"), failed("job_failed")],
    [
      "stopped for the provider's own money",
      200,
      errors("providerInsufficientCredits"),
      failed("insufficient_credits"),
    ],
    ["canceled", 200, errors("taskCancelled"), failed("job_canceled")],
  ])("%s", async (_, status, body, outcome) => {
    answer(POLL, status, body);
    expect(await find()).toStrictEqual(accepted(outcome));
  });

  it.each([
    ["done", bodyOf("details.done.response"), done],
    ["failed", bodyOf("details.failed.response"), failed("job_failed")],
  ])("%s, by the archive", async (_, body, outcome) => {
    answer(POLL, 404, LOST);
    answer(DETAILS, 200, body);
    expect(await find()).toStrictEqual(accepted(outcome));
  });

  it("long ago", async () => {
    answer(POLL, 200, NOTHING);
    answer(DETAILS, 200, bodyOf("details.done.response"));
    expect(await find({ sentAt: -86_400_000 })).toStrictEqual(accepted(done));
  });
});

describe("what proves nothing, so the same request is sent again, to the byte", () => {
  it.each([
    ["an empty answer", 200, NOTHING],
    ["news of another task", 200, { data: [{ taskUUID: OTHER_KEY, status: "success" }] }],
    ["one code for failed and not found", 404, LOST],
    ["the same without a name", 404, errors("taskFailedOrNotFound", {})],
    ["the same in an item", 200, item({ status: "error", error: { code: "taskFailedOrNotFound" } })],
    ["an echo of the name", 200, item({})],
    ["a code that nobody knows", 200, errors("somethingNew")],
    ["a code that cannot be made text", 200, { errors: [{ code: { toString: null }, taskUUID: KEY }] }],
    ["a failure of the server that names the task", 200, errors("internalServerError")],
    ["a time-out that may be that of the question", 200, errors("timeout")],
    ["a question that is wrong", 400, errors("invalidTaskUUID", {})],
    ["what is no answer", 200, "<html></html>"],
  ])("%s", async (_, status, body) => {
    answer(POLL, status, body);
    answer(DETAILS, 404, LOST);
    answer(MINIMAL, 200, bodyOf("submit.acknowledged.response"));
    expect(await find()).toStrictEqual(accepted(queued));
  });

  it.each([
    ["an archive without a name", 404, errors("taskFailedOrNotFound", {})],
    ["an archive with an entry that is empty", 200, item({ response: { data: [] } })],
    ["an archive that holds only the refusal", 200, item({ response: errors("insufficientCredits") })],
  ])("%s", async (_, status, body) => {
    answer(POLL, 200, NOTHING);
    answer(DETAILS, status, body);
    answer(MINIMAL, 400, bodyOf("submit.conflict.response"));
    expect(await find()).toStrictEqual(accepted(queued));
  });
});

describe("a read that fails leaves all as it was", () => {
  it.each([
    ["a full queue", 429, errors("rateLimitExceeded", {})],
    ["capacity", 503, errors("serviceUnavailable", {})],
    ["a gateway that names the task", 504, errors("timeout")],
    ["the key", 401, bodyOf("submit.bad-key.response")],
    ["a failure that names nothing", 200, errors("inferenceError", {})],
  ])("%s", async (_, status, body) => {
    answer(POLL, status, body);
    const reason = expect.stringMatching(`^runware answered ${status}: `);
    const unknown = { status: "unknown", reason };
    expect(await find()).toStrictEqual(unknown);
    answer(POLL, 200, NOTHING);
    answer(DETAILS, status, body);
    expect(await find()).toStrictEqual(unknown);
  });
});

describe("the token", () => {
  it("is that of the request, also when answers hold the bytes", async () => {
    const request = requestOf({ n: 3 }, { outputType: "dataURI" });
    answer(POLL, 200, bodyOf("poll.processing.response"));
    expect(await find({ request, n: 3 })).toMatchObject({
      token: { taskUUID: KEY, expected: 3, inline: true },
    });
  });

  it("takes answers for heavy when the request is not there, since a light one fits as well", async () => {
    const body = JSON.stringify(item({ status: "success", imageBase64Data: "A".repeat(40_000_000) }));
    answer(POLL, 200, body);
    expect(await find({ request: undefined, n: 1 })).toMatchObject({
      status: "accepted",
      token: { taskUUID: KEY, expected: 1, inline: true },
      outcome: { status: "settled", failures: [] },
    });
  });
});
