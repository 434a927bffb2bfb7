import { inspect } from "node:util";
import { createKrea2, isUnikreaError } from "@unikrea/core";
import { fakeClock } from "@unikrea/testkit";
import { describe, expect, it } from "vitest";
import { runware } from "../src/index.ts";

const KEY = "canary-5f1d7c20";
const said = `k ${KEY}`;

type Kind = "imageInference" | "getResponse" | "getTaskDetails";
/** What Runware says about the task of this name, with which status. */
type Reply = (taskUUID: string) => { body: unknown; status?: number };
const inErrors: Reply = (taskUUID) => ({
  body: { errors: [{ code: "inferenceError", message: said, taskUUID }] },
});
const inItem: Reply = (taskUUID) => ({
  body: { data: [{ taskUUID, status: "error", error: { code: "inferenceError", message: said } }] },
});
const withStatus =
  (status: number, reply: Reply): Reply =>
  (taskUUID) => ({ ...reply(taskUUID), status });
const nothing: Reply = () => ({ body: { data: [] } });
const taken: Reply = (taskUUID) => ({ body: { data: [{ taskUUID }] } });
const lost: Reply = () => ({ body: said, status: 500 });

/** Generates before a service that says these things, and gives the error and all that progress was told. */
async function failure(replies: { readonly [kind in Kind]?: Reply }) {
  const clock = fakeClock();
  let told = 0;
  const fetch = async (_: string, init?: RequestInit) => {
    const [task] = JSON.parse(String(init?.body));
    const { body, status = 200 } = (replies[task.taskType as Kind] ?? nothing)(task.taskUUID);
    const text = JSON.stringify(body);
    told += text.includes(KEY) ? 1 : 0;
    return new Response(text, { status });
  };
  const k2 = createKrea2({ providers: [runware({ apiKey: KEY, fetch })], clock, maxRetries: 0 });
  const progress: unknown[] = [];
  const work = k2.generate(
    { prompt: "a lighthouse in fog" },
    { timeoutMs: 60_000, onProgress: (news) => void progress.push(news) },
  );
  const error: unknown = await clock.settle(work.catch((thrown: unknown) => thrown));
  if (!isUnikreaError(error)) throw new Error("expected an error of ours", { cause: error });
  // Else there was nothing to hide.
  expect(told).toBeGreaterThan(0);
  return { error, progress };
}

describe("a key that Runware prints is shown nowhere:", () => {
  const failed = {
    code: "job_failed",
    billed: "maybe",
    message: "runware failed the job: inferenceError k [redacted]",
  };
  const unknown = { code: "outcome_unknown", billed: "maybe" };

  it.each<[name: string, replies: Parameters<typeof failure>[0], expected: object]>([
    ["in the answer to a submission", { imageInference: inErrors }, failed],
    ["in an item of it", { imageInference: inItem }, failed],
    ["in the answer to a poll", { imageInference: taken, getResponse: inErrors }, failed],
    ["in an item of that", { imageInference: taken, getResponse: inItem }, failed],
    [
      "in the archive",
      {
        imageInference: taken,
        getResponse: (taskUUID) => ({ body: { errors: [{ code: "taskFailedOrNotFound", taskUUID }] } }),
        getTaskDetails: (taskUUID) => ({ body: { data: [{ taskUUID, response: inErrors(taskUUID).body }] } }),
      },
      { code: "job_failed", message: expect.stringContaining("k [redacted]") },
    ],
    [
      "in the word for a state, up to the deadline",
      {
        imageInference: taken,
        getResponse: (taskUUID) => ({ body: { data: [{ taskUUID, status: said }] } }),
      },
      { code: "timeout", message: expect.stringContaining("k [redacted]") },
    ],
    [
      "by a poll that is refused",
      { imageInference: taken, getResponse: withStatus(401, inErrors) },
      { code: "authentication", message: expect.stringContaining("k [redacted]") },
    ],
    [
      "while a lost answer is looked for, by the look",
      { imageInference: lost, getResponse: inErrors },
      failed,
    ],
    [
      "while a lost answer is looked for, by a look that fails",
      { imageInference: lost, getResponse: withStatus(503, inErrors) },
      { ...unknown, hint: expect.stringContaining("k [redacted]") },
    ],
    [
      "while a lost answer is looked for, by the repeat",
      { imageInference: lost },
      { ...unknown, hint: expect.stringContaining("k [redacted]") },
    ],
  ])("%s", async (_, replies, expected) => {
    const { error, progress } = await failure(replies);
    expect(error).toMatchObject(expected);
    const shown = [
      error.message,
      String(error.stack),
      JSON.stringify(error),
      JSON.stringify(error.job),
      JSON.stringify(progress),
      inspect(error, { depth: 12, showHidden: true }),
    ];
    for (const text of shown) expect(text).not.toContain(KEY);
  });
});
