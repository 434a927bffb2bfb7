import { describe, expect, it } from "vitest";
import { fromWire } from "../src/mapping.ts";
import { readAnswer } from "../src/wire.ts";
import { KEY } from "./fixture.ts";

const url = "https://im.runware.ai/1.png";
const success = { taskUUID: KEY, status: "success", imageURL: url };

/** What is read from an answer about a task that makes this many images. */
function outcomeOf(body: unknown, expected = 1) {
  const answer = readAnswer(body);
  if (!answer) throw new Error("this is no answer");
  return fromWire(answer, { taskUUID: KEY, expected, inline: false });
}

const imagesWith = (numbers: object) => outcomeOf({ data: [{ ...success, ...numbers }] });
const settled = (images: object[]) => ({ status: "settled", images, failures: [] });

describe("words that cannot be made text", () => {
  /** JSON may hold this, and `String()` throws at it. */
  const hostile = {
    code: { toString: null },
    message: { toString: null, valueOf: 1 },
    parameter: [{ toString: {} }],
  };

  it("do not hide an image beside them", () => {
    const body = { data: [success], errors: [{ ...hostile, taskUUID: KEY }] };
    expect(outcomeOf(body)).toStrictEqual(settled([{ url }]));
  });

  it.each([
    ["errors", { data: [success], errors: [{ ...hostile, taskUUID: KEY }] }],
    ["an item", { data: [success, { taskUUID: KEY, status: "error", error: hostile }] }],
  ])("are left out of the failure that they stand for: in %s", (_, body) => {
    expect(outcomeOf(body, 2)).toStrictEqual({
      status: "settled",
      images: [{ url }],
      failures: [
        {
          code: "job_failed",
          message: "runware failed the job",
          billed: "maybe",
          n: 1,
          hint: expect.stringContaining("whether images that failed are billed"),
        },
      ],
    });
  });
});

describe("numbers that cannot be true", () => {
  it.each([-1, Number.NaN, 1e308, Number.POSITIVE_INFINITY, "0.03", "", null, true, [0.03], {}])(
    "cost %j is not known",
    (cost) => {
      expect(imagesWith({ cost })).toStrictEqual(settled([{ url }]));
    },
  );

  it.each([-1, 1.5, Number.NaN, 1e308, 2 ** 53, "7", "", null, true, [7], {}])(
    "seed %j is not known",
    (seed) => {
      expect(imagesWith({ seed })).toStrictEqual(settled([{ url }]));
    },
  );

  it("keeps a cost and a seed of 0", () => {
    expect(imagesWith({ seed: 0, cost: 0 })).toStrictEqual(settled([{ url, seed: 0, microUsd: 0 }]));
  });

  it("keeps a cost to the micro-dollar", () => {
    expect(imagesWith({ cost: 0.0175 })).toStrictEqual(settled([{ url, microUsd: 17_500 }]));
  });
});

describe("readAnswer", () => {
  it.each([
    undefined,
    null,
    7,
    "done",
    [],
    {},
    { unexpected: true },
    { data: null },
    { data: 7, errors: "no" },
  ])("takes %j for no answer", (body) => {
    expect(readAnswer(body)).toBeUndefined();
  });

  it("passes over entries that are no objects, and does not lose the others", () => {
    const { data, errors } =
      readAnswer({ data: [null, 7, success], errors: ["no", { code: "inferenceError" }] }) ?? {};
    expect([data?.length, errors?.length]).toStrictEqual([1, 1]);
  });

  it("does not let a prototype into the answer", () => {
    const body = JSON.parse(`{"data":[{"taskUUID":"${KEY}","__proto__":{"imageURL":"${url}"}}]}`);
    expect(outcomeOf(body)).toStrictEqual({ status: "pending", phase: "queued" });
  });
});
