import { type Outcome, UnikreaError } from "@unikrea/core/provider";
import { describe, expect, it } from "vitest";
import { runware } from "../src/index.ts";
import { bodyOf, KEY, OTHER_KEY } from "./fixture.ts";
import { API_KEY, answer, cutLines, still } from "./line.ts";

cutLines();

const provider = runware({ apiKey: API_KEY });
const SWEEP = bodyOf("poll.many.request");
const POLL = bodyOf("poll.request");

const tokenOf = (taskUUID = KEY, more: object = {}) => ({ taskUUID, expected: 1, inline: false, ...more });

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

describe("pollMany", () => {
  const sweep = (tokens = [tokenOf(), tokenOf(OTHER_KEY)]) => provider.pollMany(tokens, still());

  it("asks about many jobs in one request, and sorts the answer by job", async () => {
    answer(SWEEP, 200, bodyOf("poll.many.response"));
    expect(await sweep()).toStrictEqual([
      { ...settled, images: [expect.objectContaining({ seed: 7 })] },
      running,
    ]);
  });

  it("takes a job that is not mentioned for one that is not known yet", async () => {
    answer(SWEEP, 200, bodyOf("poll.processing.response"));
    expect(await sweep()).toStrictEqual([running, queued]);
  });

  it("keeps the others when one has failed", async () => {
    const failed = errors("inferenceError", { taskUUID: KEY });
    answer(SWEEP, 200, { ...failed, data: [{ taskUUID: OTHER_KEY, status: "processing" }] });
    expect(await sweep()).toMatchObject([{ failures: [{ code: "job_failed" }] }, running]);
  });

  it("leaves a job that may be lost to a poll of its own, which looks into the archive", async () => {
    const lost = errors("taskFailedOrNotFound", { taskUUID: KEY });
    answer(SWEEP, 200, { ...lost, data: [{ taskUUID: OTHER_KEY, status: "processing" }] });
    expect(await sweep()).toStrictEqual([undefined, running]);
  });

  it.each([400, 413])(
    "leaves all to polls of their own when the array is refused with %i",
    async (status) => {
      answer(SWEEP, status, errors("arrayTooLarge"));
      expect(await sweep()).toStrictEqual([undefined, undefined]);
    },
  );

  it("leaves all to polls of their own when the answer is none", async () => {
    answer(SWEEP, 200, "<html></html>");
    expect(await sweep()).toStrictEqual([undefined, undefined]);
  });

  it("cannot tell which job is lost when the answer does not", async () => {
    answer(SWEEP, 404, errors("taskFailedOrNotFound"));
    expect(await failureOf(sweep())).toMatchObject({ code: "provider_unavailable", phase: "poll" });
  });

  it.each([
    [429, "rate_limited"],
    [503, "provider_unavailable"],
    [401, "authentication"],
  ])("fails as a whole with %i", async (status, code) => {
    answer(SWEEP, status, errors(""));
    expect(await failureOf(sweep())).toMatchObject({ code, phase: "poll" });
  });

  it("leaves jobs whose answers hold bytes to polls of their own: many of them are too much for one answer", async () => {
    answer(POLL, 200, bodyOf("poll.processing.response"));
    const outcomes = await sweep([tokenOf(OTHER_KEY, { inline: true }), tokenOf()]);
    expect(outcomes).toStrictEqual([undefined, running]);
  });

  it("asks nothing when there are only such jobs", async () => {
    expect(await sweep([tokenOf(KEY, { inline: true })])).toStrictEqual([undefined]);
  });
});
