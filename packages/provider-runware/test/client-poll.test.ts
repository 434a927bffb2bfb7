import { type Outcome, UnikreaError } from "@unikrea/core/provider";
import { describe, expect, it } from "vitest";
import { runware } from "../src/index.ts";
import { bodyOf, KEY, OTHER_KEY } from "./fixture.ts";
import { API_KEY, answer, cutLines, still } from "./line.ts";

cutLines();

const provider = runware({ apiKey: API_KEY });
const POLL = bodyOf("poll.request");
const DETAILS = bodyOf("details.request");

const tokenOf = (taskUUID = KEY, more: object = {}) => ({ taskUUID, expected: 1, inline: false, ...more });
const poll = (token = tokenOf()) => provider.poll(token, still());

async function failureOf(work: Promise<unknown>): Promise<UnikreaError> {
  const error: unknown = await work.catch((thrown: unknown) => thrown);
  if (error instanceof UnikreaError) return error;
  throw new Error("expected an error of ours", { cause: error });
}

const queued: Outcome = { status: "pending", phase: "queued" };
const running: Outcome = { status: "pending", phase: "running", detail: "processing" };
const errors = (code: string, more: object = {}) => ({
  data: [],
  errors: [{ code, message: "it is so", ...more }],
});
const settled = { status: "settled", images: [{ seed: 7 }], failures: [] };

describe("poll", () => {
  it.each([
    ["a job under way", 200, bodyOf("poll.processing.response"), running],
    ["a job that is not known yet", 200, bodyOf("poll.unknown.response"), queued],
    ["an answer about other jobs only", 200, { data: [{ taskUUID: OTHER_KEY, status: "success" }] }, queued],
    [
      "a job that is done",
      200,
      bodyOf("submit.sync.response"),
      expect.objectContaining({ status: "settled" }),
    ],
  ])("asks for the job of the token: %s", async (_, status, body, outcome) => {
    answer(POLL, status, body);
    expect(await poll()).toStrictEqual(outcome);
  });

  it.each([200, 400, 404, 422])("believes what %i says of this job more than the status", async (status) => {
    answer(POLL, status, bodyOf("poll.failed.response"));
    expect(await poll()).toMatchObject({
      status: "settled",
      images: [],
      failures: [{ code: "job_failed", billed: "maybe" }],
    });
  });

  it.each([
    ["the queue is full", 429, errors("rateLimitExceeded", { taskUUID: KEY }), "rate_limited"],
    ["capacity", 503, errors("serviceUnavailable", { taskUUID: KEY }), "provider_unavailable"],
    ["a wait that was too long", 504, errors("timeout", { taskUUID: KEY }), "provider_unavailable"],
    [
      "a broken server, even if it names the job",
      500,
      errors("inferenceError", { taskUUID: KEY }),
      "provider_unavailable",
    ],
    ["a gateway", 502, "<html></html>", "provider_unavailable"],
    ["a broken server that blames the poll", 500, errors("invalidTaskUUID"), "provider_unavailable"],
    ["an error that names no job", 200, errors("inferenceError"), "provider_unavailable"],
    ["an error that names no job, with 400", 400, errors("timeout"), "provider_unavailable"],
    ["an error that nobody knows and that names no job", 200, errors("somethingNew"), "provider_unavailable"],
    [
      "an error about another job",
      200,
      errors("inferenceError", { taskUUID: OTHER_KEY }),
      "provider_unavailable",
    ],
    ["a bare rateLimit", 200, errors("rateLimit"), "rate_limited"],
    ["no JSON", 200, "<html></html>", "invalid_response"],
    ["another shape", 200, { unexpected: true }, "invalid_response"],
  ])("that fails is not a job that failed: %s", async (_, status, body, code) => {
    answer(POLL, status, body);
    expect(await failureOf(poll())).toMatchObject({
      code,
      phase: "poll",
      provider: "runware",
      retryable: true,
    });
  });

  it.each([
    ["a bad key", 401, bodyOf("submit.bad-key.response"), "authentication"],
    ["a bad key within a 200", 200, bodyOf("submit.bad-key.response"), "authentication"],
    [
      "a missing permission, although it names the job",
      403,
      errors("forbidden", { taskUUID: KEY }),
      "authentication",
    ],
    ["a poll that is wrong", 400, errors("invalidTaskUUID"), "request_rejected"],
  ])("is not tried again when that cannot help: %s", async (_, status, body, code) => {
    answer(POLL, status, body);
    expect(await failureOf(poll())).toMatchObject({ code, phase: "poll", retryable: false });
  });

  it.each([
    { taskUUID: "../x", expected: 1, inline: false },
    { taskUUID: "6f1f7a52-6d0e-1a0c-9a55-2f9f3f0f7c11", expected: 1, inline: false },
    tokenOf(KEY, { expected: 0 }),
    tokenOf(KEY, { expected: 21 }),
    tokenOf(KEY, { inline: "no" }),
    { jobId: KEY, createdAt: null },
    KEY,
  ])("refuses a token that is not its own: %j", async (token) => {
    const error = await failureOf(provider.poll(token, still()));
    expect(error).toMatchObject({ code: "invalid_response", retryable: false });
  });
});

describe("a job that has failed or does not exist, by one code for both,", () => {
  it("is looked up in the archive, which still has the image", async () => {
    answer(POLL, 404, bodyOf("poll.lost.response"));
    answer(DETAILS, 200, bodyOf("details.done.response"));
    expect(await poll()).toMatchObject(settled);
  });

  it("is a failed job when the archive says so", async () => {
    answer(POLL, 200, bodyOf("poll.lost.response"));
    answer(DETAILS, 200, bodyOf("details.failed.response"));
    expect(await poll()).toMatchObject({ failures: [{ code: "job_failed", billed: "maybe", n: 1 }] });
  });

  it("keeps the images that the archive has, and gives up those that it has not", async () => {
    answer(POLL, 200, bodyOf("poll.lost.response"));
    answer(DETAILS, 200, bodyOf("details.done.response"));
    expect(await poll(tokenOf(KEY, { expected: 3 }))).toMatchObject({
      ...settled,
      failures: [{ code: "job_failed", billed: "maybe", n: 2 }],
    });
  });

  it("is the same when the code names no job, since only one was asked about", async () => {
    answer(POLL, 404, errors("taskFailedOrNotFound"));
    answer(DETAILS, 200, bodyOf("details.done.response"));
    expect(await poll()).toMatchObject(settled);
  });

  it("is not this one when the code names another", async () => {
    answer(POLL, 404, errors("taskFailedOrNotFound", { taskUUID: OTHER_KEY }));
    expect(await failureOf(poll())).toMatchObject({ code: "provider_unavailable", status: 404 });
  });

  it("is the same when the code stands in an item", async () => {
    const item = { taskUUID: KEY, status: "error", error: { code: "taskFailedOrNotFound" } };
    answer(POLL, 200, { data: [item] });
    answer(DETAILS, 200, bodyOf("details.done.response"));
    expect(await poll()).toMatchObject(settled);
  });

  it.each([
    ["does not know it either", 404, errors("taskFailedOrNotFound", { taskUUID: KEY })],
    ["does not know it, without naming it", 404, errors("taskNotFound")],
    ["answers nothing", 200, { data: [] }],
    ["has an entry without content", 200, { data: [{ taskUUID: KEY, response: { data: [] } }] }],
    ["has an entry of another shape", 200, { data: [{ taskUUID: KEY, response: "gone" }] }],
  ])("is not found when the archive %s, which may still change", async (_, status, body) => {
    answer(POLL, 404, bodyOf("poll.lost.response"));
    answer(DETAILS, status, body);
    expect(await failureOf(poll())).toMatchObject({
      code: "job_not_found",
      phase: "poll",
      outcome: "accepted",
      billed: "maybe",
      requestId: KEY,
    });
  });

  it("is asked about again when the archive cannot be reached", async () => {
    answer(POLL, 404, bodyOf("poll.lost.response"));
    answer(DETAILS, 503, errors("serviceUnavailable"));
    expect(await failureOf(poll())).toMatchObject({ code: "provider_unavailable", retryable: true });
  });

  it("has its images all the same, if there are any", async () => {
    const image = { taskUUID: KEY, status: "success", imageURL: "https://im.runware.ai/1.png" };
    answer(POLL, 200, { ...errors("taskFailedOrNotFound", { taskUUID: KEY }), data: [image] });
    expect(await poll(tokenOf(KEY, { expected: 2 }))).toMatchObject({
      images: [{ url: image.imageURL }],
      failures: [{ code: "job_failed" }],
    });
  });
});

describe("the size of answers", () => {
  const huge = JSON.stringify({
    data: [{ taskUUID: KEY, status: "success", imageBase64Data: "A".repeat(40_000_000) }],
  });

  it("may be that of 20 images when they hold the bytes", async () => {
    answer(POLL, 200, huge);
    expect(await poll(tokenOf(KEY, { inline: true }))).toMatchObject({ status: "settled", failures: [] });
  });

  it("is bounded when they hold links", async () => {
    answer(POLL, 200, huge);
    expect(await failureOf(poll())).toMatchObject({ code: "provider_unavailable" });
  });
});

describe("probe", () => {
  const uuid = /^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/;

  async function probe(status: number, body: unknown) {
    const sent: unknown[] = [];
    const fetch = async (_: string, init?: RequestInit) => {
      sent.push(JSON.parse(String(init?.body)));
      return Response.json(body, { status });
    };
    await runware({ apiKey: API_KEY, fetch }).probe(still());
    return sent;
  }

  it("reads the account, which is free", async () => {
    expect(await probe(200, bodyOf("account.response"))).toStrictEqual([
      [{ taskType: "accountManagement", operation: "getDetails", taskUUID: expect.stringMatching(uuid) }],
    ]);
  });

  it.each([
    [401, bodyOf("submit.bad-key.response"), "authentication"],
    [200, bodyOf("submit.bad-key.response"), "authentication"],
    [503, errors("serviceUnavailable"), "provider_unavailable"],
    [200, { unexpected: true }, "request_rejected"],
  ])("fails with %i", async (status, body, code) => {
    expect(await failureOf(probe(status, body))).toMatchObject({ code, phase: "probe" });
  });
});

it("has no way to stop a job", async () => {
  expect(provider.cancelable).toBe(false);
  const error = await failureOf(provider.cancel(tokenOf(), still()));
  expect(error).toMatchObject({ code: "unsupported" });
});
