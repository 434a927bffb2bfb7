import { describe, expect, it } from "vitest";
import { fromWire } from "../src/mapping.ts";
import { answerAbout, readAnswer } from "../src/wire.ts";
import { bodyOf, KEY } from "./fixture.ts";

/** What is read from an answer about the task of the fixtures, which makes this many images. */
function outcomeOf(body: unknown, expected = 1) {
  const answer = readAnswer(body);
  if (!answer) throw new Error("this is no answer");
  return fromWire(answerAbout(answer, KEY), { taskUUID: KEY, expected, inline: false });
}

const FIRST = {
  url: "https://im.runware.ai/image/ws/2/ii/b7db282d-2943-4f12-992f-77df3ad3ec71.png",
  seed: 7,
  microUsd: 30_000,
};
const SECOND = {
  url: "https://im.runware.ai/image/ws/2/ii/3c90c3cc-0d44-4b50-8888-8dd25736052a.png",
  seed: 8,
  microUsd: 30_000,
};
const HINT =
  "Runware does not say whether images that failed are billed: look at its own account of your usage";
const failure = (code: string, message: string, n = 1) => ({ code, message, billed: "maybe", hint: HINT, n });
const settled = (images: object[], failures: object[] = []) => ({ status: "settled", images, failures });
const queued = { status: "pending", phase: "queued" };
const running = { status: "pending", phase: "running", detail: "processing" };
const refused = failure(
  "content_rejected",
  "runware refused the content: providerContentPolicyViolation The provider refused the content.",
);
const failed = failure("job_failed", "runware failed the job: inferenceError The inference failed.");
const timedOut = failure(
  "job_failed",
  "runware failed the job: timeoutProvider The external provider did not respond within the timeout window.",
);

describe("the documented shapes", () => {
  it.each([
    ["submit.acknowledged.response", 1, queued],
    ["submit.sync.response", 1, settled([FIRST])],
    ["poll.processing.response", 1, running],
    ["poll.pending.response", 1, { status: "pending", phase: "queued", detail: "pending" }],
    ["poll.some.response", 2, running],
    ["poll.done.response", 2, settled([FIRST, SECOND])],
    ["poll.failed.response", 1, settled([], [timedOut])],
    ["poll.failed-item.response", 2, settled([FIRST], [failed])],
    ["poll.partial.response", 2, settled([FIRST], [refused])],
    ["poll.unknown.response", 1, queued],
    ["poll.many.response", 1, settled([FIRST])],
  ])("%s, with %i ordered", (name, expected, outcome) => {
    expect(outcomeOf(bodyOf(name), expected)).toStrictEqual(outcome);
  });
});

const item = (more: object = {}) => ({ taskType: "imageInference", taskUUID: KEY, ...more });
const url = "https://im.runware.ai/1.png";
const success = (more: object = {}) => item({ status: "success", imageURL: url, ...more });
const error = (code: string, message = "") => ({ code, message, taskUUID: KEY, status: "error" });
const blank = item({ status: "success" });
const paid = (n: number) => ({
  code: "paid_without_result",
  message: "runware says that the image is made, but gives none",
  billed: "yes",
  n,
});

interface Row {
  name: string;
  body: object;
  expected?: number;
  outcome: object;
}

const rows: Row[] = [
  {
    name: "waits when images are missing and nothing says why: they come with the next look",
    body: { data: [success()] },
    expected: 2,
    outcome: { status: "pending", phase: "running" },
  },
  {
    name: "waits for what is still being made although some has failed",
    body: { data: [item({ status: "processing" })], errors: [error("inferenceError")] },
    expected: 2,
    outcome: running,
  },
  {
    name: "takes one error for the end of a whole task",
    body: { errors: [error("inferenceError", "The inference failed.")] },
    expected: 4,
    outcome: settled([], [{ ...failed, n: 4 }]),
  },
  {
    name: "keeps the images that are there when one error ends the rest of the task",
    body: { data: [success()], errors: [error("inferenceError", "The inference failed.")] },
    expected: 4,
    outcome: settled([{ url }], [{ ...failed, n: 3 }]),
  },
  {
    name: "counts one error an image when there are as many",
    body: { errors: [error("inferenceError"), error("inferenceError")] },
    expected: 2,
    outcome: settled(
      [],
      [
        failure("job_failed", "runware failed the job: inferenceError"),
        failure("job_failed", "runware failed the job: inferenceError"),
      ],
    ),
  },
  {
    name: "waits when one item has failed and the others are not listed",
    body: { data: [item({ status: "error", error: { code: "inferenceError" } })] },
    expected: 2,
    outcome: { status: "pending", phase: "running" },
  },
  {
    name: "delivers everything when there are more images than were ordered",
    body: { data: [success(), success()] },
    outcome: settled([{ url }, { url }]),
  },
  {
    name: "takes every image for the end, whatever else is said",
    body: { data: [success()], errors: [error("inferenceError")] },
    outcome: settled([{ url }]),
  },
  {
    name: "does not take a webhook that failed for a task that failed",
    body: { data: [success()], errors: [error("webhookTimeout")] },
    expected: 2,
    outcome: { status: "pending", phase: "running" },
  },
  {
    name: "reads a state that nobody documented as under way",
    body: { data: [item({ status: "recalibrating", imageURL: url })] },
    outcome: { status: "pending", phase: "running", detail: "recalibrating" },
  },
  {
    name: "makes a strange word safe to show",
    body: { data: [item({ status: "\u001b[31mred\n" })] },
    outcome: { status: "pending", phase: "running", detail: "[31mred" },
  },
  {
    name: "reads a lone object as a list of one",
    body: { data: success() },
    outcome: settled([{ url }]),
  },
  {
    name: "reads a singular error, with the task beside it",
    body: { error: { code: "inferenceError", message: "The inference failed." }, taskUUID: KEY },
    outcome: settled([], [failed]),
  },
  {
    name: "reads a singular error that is a list",
    body: { error: [error("inferenceError", "The inference failed.")] },
    outcome: settled([], [failed]),
  },
  {
    name: "survives a failed item that says nothing more",
    body: { data: [item({ status: "error" })] },
    outcome: settled([], [failure("job_failed", "runware failed the job")]),
  },
  {
    name: "names the fields that an error is about",
    body: { errors: [{ ...error("invalidSeed", "No."), parameter: ["seed", 7, "model"] }] },
    outcome: settled(
      [],
      [failure("request_rejected", "runware failed the job: invalidSeed No. (seed, model)")],
    ),
  },
  {
    name: "reads a job that was canceled by somebody else",
    body: { errors: [error("taskCancelled")] },
    outcome: settled([], [failure("job_canceled", "runware failed the job: taskCancelled")]),
  },
  {
    name: "has nothing to tell when everything is done and nothing is there: core looks again",
    body: { data: [blank, blank] },
    expected: 2,
    outcome: settled([]),
  },
  {
    name: "reports what is paid for and missing, beside the images",
    body: { data: [success(), blank] },
    expected: 2,
    outcome: settled([{ url }], [paid(1)]),
  },
  {
    name: "reports what is paid for and missing, beside a failure",
    body: { data: [blank, blank], errors: [error("inferenceError", "The inference failed.")] },
    expected: 3,
    outcome: settled([], [failed, paid(2)]),
  },
  {
    name: "takes a flagged success without an image for refused content",
    body: { data: [item({ status: "success", NSFWContent: true })] },
    outcome: settled(
      [],
      [failure("content_rejected", "runware refused the content: nsfwContentDetected no image was given")],
    ),
  },
  {
    name: "marks a flagged image, and delivers it",
    body: { data: [success({ NSFWContent: true })] },
    outcome: settled([{ url, flagged: true }]),
  },
  {
    name: "does not mark an image for a word",
    body: { data: [success({ NSFWContent: "true" })] },
    outcome: settled([{ url }]),
  },
  {
    name: "gives base64 as it came",
    body: { data: [item({ imageBase64Data: "AAEC" })] },
    outcome: settled([{ base64: "AAEC" }]),
  },
  {
    name: "gives the base64 of a data URI",
    body: { data: [item({ imageDataURI: "data:image/png;base64,AAEC" })] },
    outcome: settled([{ base64: "AAEC" }]),
  },
  {
    name: "takes an item whose link is not text for an acknowledgement",
    body: { data: [item({ imageURL: { href: url } })] },
    outcome: queued,
  },
  {
    name: "is not told anything by other tasks",
    body: { data: [{ ...success(), taskUUID: "0b6f0a52-3f0e-4d1f-9a58-6f1f0f7f7a10" }] },
    outcome: queued,
  },
];

describe("fromWire", () => {
  it.each(rows)("$name", ({ body, expected, outcome }) => {
    expect(outcomeOf(body, expected)).toStrictEqual(outcome);
  });
});
