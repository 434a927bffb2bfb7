import nock from "nock";
import { describe, expect, it } from "vitest";
import { runware } from "../src/index.ts";
import { bodyOf, KEY } from "./fixture.ts";
import { API_KEY, answer, cutLines, still } from "./line.ts";
import { requestOf } from "./lost.ts";
import { errors, failureOf, provider, submit } from "./submission.ts";

cutLines();

const MINIMAL = bodyOf("submit.minimal.request");

const token = { taskUUID: KEY, expected: 1, inline: false };
const taken = { token, outcome: { status: "pending", phase: "queued" }, warnings: [] };

describe("what is sent", () => {
  it("is an array of one task, as in the fixture of the minimal request", async () => {
    answer(MINIMAL, 200, bodyOf("submit.acknowledged.response"));
    expect(await submit()).toStrictEqual(taken);
  });

  it("is as in the fixture of the full request, in which every field is set", async () => {
    answer(bodyOf("submit.full.request"), 200, bodyOf("submit.sync.response"));
    const [first, second, third] = [-2, 1.25, 0.5];
    const request = requestOf(
      {
        model: "krea-2-medium-turbo",
        prompt: "a fox in snow",
        aspectRatio: "4:5",
        creativity: "raw",
        seed: 0,
        moodboard: { id: "3c90c3cc-0d44-4b50-8888-8dd25736052a", strength: -0.5 },
        references: [
          { image: { kind: "url", url: "https://pictures.example.com/fog.jpg" }, strength: first },
          {
            image: { kind: "id", provider: "runware", id: "b7db282d-2943-4f12-992f-77df3ad3ec71" },
            strength: second,
          },
          {
            image: { kind: "bytes", bytes: Uint8Array.of(0, 1, 2), mediaType: "image/png" },
            strength: third,
          },
        ],
      },
      {
        outputFormat: "WEBP",
        outputQuality: 90,
        outputType: "URL",
        ttl: 600,
        safety: { checkContent: true, mode: "fast" },
        uploadEndpoint: "https://files.example.com/put?name=1",
        webhookUrl: "https://hooks.example.com/runware?token=1",
        deliveryMethod: "sync",
        includeCost: false,
      },
    );
    expect((await submit(request)).outcome).toMatchObject({ status: "settled", failures: [] });
  });

  it("goes to the base URL as it is set", async () => {
    nock("https://proxy.example.com").post("/runware/v1").reply(200, { data: [] });
    const proxied = runware({ apiKey: API_KEY, baseUrl: "https://proxy.example.com/runware/v1/" });
    await proxied.submit(requestOf(), KEY, still());
  });

  it("is not sent when it holds the key", async () => {
    const error = await failureOf(requestOf({ prompt: `my key is ${API_KEY}` }));
    expect(error).toMatchObject({ code: "invalid_input", outcome: "not_sent", billed: "no" });
    expect(JSON.stringify(error)).not.toContain(API_KEY);
  });
});

describe("how long an answer is waited for", () => {
  it.each([
    ["async", 150_000, 30_000],
    ["async", 10_000, 10_000],
    ["sync", 150_000, 150_000],
  ] as const)("%s, with %i ms left, is %i ms", async (deliveryMethod, leftMs, expectedMs) => {
    nock("https://api.runware.ai").post("/v1").reply(200, { data: [] });
    const context = still(leftMs);
    await submit(requestOf({}, { deliveryMethod }), context);
    // Core keeps a longer time of its own.
    expect(Math.min(...context.delays)).toBe(expectedMs);
  });

  it("is bounded by what core is told", () => {
    expect(provider.submitTimeoutMs).toBe(150_000);
  });
});

it("notices the emulator", async () => {
  answer(MINIMAL, 200, bodyOf("submit.acknowledged.response"), { server: "unikrea-emulator" });
  const context = still();
  await submit(requestOf(), context);
  expect(context.emulated).toBe(true);
});

describe("a submission that was taken", () => {
  const repeated = {
    type: "suspicious",
    path: "",
    provider: "runware",
    message:
      "runware had this very request already, so something on the way repeats requests: this repeat was refused, another may be billed",
  };

  it.each([
    ["an acknowledgement", 200, bodyOf("submit.acknowledged.response")],
    ["an answer that names no task", 200, { data: [] }],
    ["images and a time-out: the rest goes on, and all are given again", 200, bodyOf("submit.late.response")],
    ["a time-out within a 200", 200, errors("providerTimeout")],
    ["the documented time-out, which has another spelling", 200, errors("timeoutProvider")],
    ["a time-out of this task with 504", 504, errors("timeout")],
    [
      "a time-out inside an item",
      200,
      { data: [{ taskUUID: KEY, status: "error", error: { code: "timeout" } }] },
    ],
    ["a code that nobody knows", 200, errors("somethingNew")],
    ["a code that nobody knows, about no task", 200, errors("somethingNew", {})],
    ["a failure of the server within a 200", 200, errors("internalServerError")],
    ["a task that has failed or does not exist", 404, errors("taskFailedOrNotFound")],
  ])("is followed up: %s", async (_, status, body) => {
    answer(MINIMAL, status, body);
    expect(await submit()).toStrictEqual(taken);
  });

  it.each([
    ["400, as a third party saw it", 400, bodyOf("submit.conflict.response")],
    ["200", 200, bodyOf("submit.conflict.response")],
    ["409, about no task", 409, errors("conflictTaskUUID", {})],
  ])("before is followed up, with a warning: %s", async (_, status, body) => {
    answer(MINIMAL, status, body);
    expect(await submit()).toStrictEqual({ ...taken, warnings: [repeated] });
  });

  it("is followed up: a synchronous answer that is not finished", async () => {
    answer(MINIMAL, 200, bodyOf("poll.processing.response"));
    const outcome = { status: "pending", phase: "running", detail: "processing" };
    expect(await submit()).toStrictEqual({ ...taken, outcome });
  });

  it("and answered with the image is finished", async () => {
    answer(MINIMAL, 200, bodyOf("submit.sync.response"));
    expect((await submit()).outcome).toMatchObject({
      status: "settled",
      images: [{ seed: 7, microUsd: 30_000 }],
      failures: [],
    });
  });

  it.each([
    ["within a 200", 200, errors("inferenceError"), "job_failed"],
    ["with a 400", 400, errors("inferenceError"), "job_failed"],
    ["for its content", 400, errors("providerContentPolicyViolation"), "content_rejected"],
    [
      "inside an item",
      200,
      { data: [{ taskUUID: KEY, status: "error", error: { code: "promptBlocked" } }] },
      "content_rejected",
    ],
    ["about no task", 400, errors("inferenceError", {}), "job_failed"],
  ])("and failed may be billed: %s", async (_, status, body, code) => {
    answer(MINIMAL, status, body);
    expect((await submit()).outcome).toMatchObject({
      status: "settled",
      images: [],
      failures: [{ code, billed: "maybe", n: 1 }],
    });
  });

  it("keeps its images when the others were refused", async () => {
    const [task] = MINIMAL as [object];
    const image = { taskUUID: KEY, imageUUID: "1", imageURL: "https://im.runware.ai/1.png" };
    answer([{ ...task, numberResults: 2 }], 200, { ...errors("rateLimitExceeded"), data: [image] });
    expect((await submit(requestOf({ n: 2 }))).outcome).toMatchObject({
      status: "settled",
      images: [{ url: image.imageURL }],
      failures: [{ code: "rate_limited", billed: "maybe", n: 1 }],
    });
  });
});
