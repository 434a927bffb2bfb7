import type { Fetch } from "@unikrea/core/provider";
import type { Fault, RunwareSwitches } from "@unikrea/emulator";
import { describe, expect, it } from "vitest";
import { emulate, failureOf } from "./emulated.ts";

const prompt = "a lighthouse in fog";
const request = { prompt };

describe("a fetch that repeats requests", () => {
  const isSubmission = (init?: RequestInit) => String(init?.body).includes("imageInference");

  /** Sends a submission again, with the same bytes, although it was answered. */
  const repeating: Fetch = async (url, init) => {
    if (isSubmission(init)) await fetch(url, init);
    return fetch(url, init);
  };
  /** Sends a submission again when the connection breaks, as many do. */
  const stubborn: Fetch = (url, init) => fetch(url, init).catch(() => fetch(url, init));

  it.each([
    ["for no reason", repeating, []],
    ["when the answer is lost", stubborn, [{ kind: "drop", operation: "submit", afterWork: true }]],
  ] as [string, Fetch, Fault[]][])("%s is told of, and pays once", async (_, fetch, faults) => {
    const { k2, emulator, tasksOf, charged } = await emulate({}, { fetch });
    emulator.inject(...faults);
    const { images, warnings, cost } = await k2.generate({ prompt, n: 2 });
    expect(images).toHaveLength(2);
    expect(warnings).toMatchObject([{ type: "suspicious", provider: "runware" }]);
    const [first, second] = tasksOf("submit");
    expect(second).toStrictEqual(first);
    expect([charged(), cost.usd]).toStrictEqual([60_000, 0.06]);
  });
});

describe("refused, and not billed", () => {
  it.each([
    ["a key that is not known", { keys: { runware: ["another"] } }, [], "authentication", 401],
    ["an empty account", { balanceUsd: { runware: 0.02 } }, [], "insufficient_credits", 402],
    ["a setting", {}, [{ kind: "task-error", code: "unsupportedParameter" }], "request_rejected", 400],
    ["a code that nobody knows", {}, [{ kind: "task-error", code: "brandNew" }], "request_rejected", 400],
    [
      "too much at once",
      {},
      [{ kind: "task-error", code: "rateLimitExceeded", status: 429 }],
      "rate_limited",
      429,
    ],
    ["a full queue", {}, [{ kind: "status", status: 429 }], "rate_limited", 429],
    ["no permission", {}, [{ kind: "status", status: 403 }], "authentication", 403],
    ["a challenge page", {}, [{ kind: "html", status: 403, beforeWork: true }], "authentication", 403],
  ] as const)("%s", async (_, options, faults, code, status) => {
    const { k2, emulator, tasksOf, charged } = await emulate(options, {}, { maxRetries: 0 });
    emulator.inject(...faults);
    const error = await failureOf(k2.generate(request));
    expect(error).toMatchObject({ code, status, outcome: "refused", billed: "no", phase: "submit" });
    expect(error.attempts).toMatchObject([{ outcome: "refused", billed: "no" }]);
    expect(tasksOf("submit")).toHaveLength(1);
    expect(charged()).toBe(0);
  });
});

describe("failed after it was accepted, and perhaps billed", () => {
  const rows: readonly [string, Fault, string, RunwareSwitches?][] = [
    ["as an error of the poll", { kind: "job-failed" }, "job_failed"],
    ["as an item of the poll", { kind: "job-failed" }, "job_failed", { pollFailureShape: "item" }],
    ["in the plural", { kind: "error-shape", shape: "plural" }, "job_failed"],
    ["in the singular", { kind: "error-shape", shape: "singular" }, "job_failed"],
    ["inside an item", { kind: "error-shape", shape: "in-item" }, "job_failed"],
    ["for the provider's time-out", { kind: "job-failed", code: "timeoutProvider" }, "job_failed"],
    ["for its content", { kind: "moderated" }, "content_rejected"],
    ["because it was canceled", { kind: "job-failed", code: "taskCancelled" }, "job_canceled"],
    ["for a reason that nobody knows", { kind: "job-failed", code: "brandNew" }, "job_failed"],
  ];

  it.each(rows)("%s", async (_, fault, code, runware = {}) => {
    const { k2, emulator, charged } = await emulate({ runware });
    emulator.inject(fault);
    const error = await failureOf(k2.generate(request));
    expect(error).toMatchObject({ code, outcome: "settled", billed: "maybe", provider: "runware" });
    expect(error.hint).toContain("whether images that failed are billed");
    expect(error.job?.parts[0]?.token).toMatchObject({ expected: 1 });
    expect(charged()).toBe(0);
  });
});

describe("delivered in spite of", () => {
  const rows: readonly [string, Fault[], RunwareSwitches?][] = [
    [
      "a time-out of the task at the door, with the work going on",
      [
        {
          kind: "status",
          status: 200,
          afterWork: true,
          operation: "submit",
          body: { data: [], errors: [{ code: "providerTimeout", message: "late" }] },
        },
      ],
    ],
    [
      "an unknown code within a 200, with the work going on",
      [
        {
          kind: "status",
          status: 200,
          afterWork: true,
          operation: "submit",
          body: { errors: [{ code: "brandNew" }] },
        },
      ],
    ],
    ["the word of 2025 for what is under way", [], { pendingWord: "pending" }],
    ["a word that nobody knows", [{ kind: "unknown-status", times: 3 }]],
    ["a state that goes back", [{ kind: "status-flap", times: 2 }]],
    ["a task that is not known yet", [{ kind: "early-not-found", times: 2 }]],
    ["a task that is lost at first", [{ kind: "early-not-found", times: 2 }], { unknownTask: "error" }],
    ["a link that comes late", [{ kind: "completed-without-url", times: 2 }]],
    [
      "polls that fail",
      [503, 429, 500].map((status) => ({ kind: "status", status, operation: "poll" }) as const),
    ],
    ["polls without an answer", [{ kind: "drop", operation: "poll", times: 2 }]],
    [
      "polls that cannot be read",
      [
        { kind: "html", operation: "poll" },
        { kind: "wrong-shape", operation: "poll" },
      ],
    ],
  ];

  it.each(rows)("%s", async (_, faults, runware = {}) => {
    const { k2, emulator, tasksOf, charged } = await emulate({ runware });
    emulator.inject(...faults);
    const { images, failures } = await k2.generate(request);
    expect([images.length, failures.length]).toStrictEqual([1, 0]);
    expect(tasksOf("submit")).toHaveLength(1);
    expect(charged()).toBe(30_000);
  });

  it("polls that say it is lost for good: the archive has it", async () => {
    const { k2, emulator, tasksOf, charged } = await emulate({ runware: { unknownTask: "error" } });
    emulator.inject({ kind: "early-not-found", times: 0, forMs: 3_600_000 });
    const { images } = await k2.generate({ prompt, n: 2, seed: 1 });
    expect(images).toHaveLength(2);
    expect(tasksOf("details").length).toBeGreaterThan(0);
    expect(charged()).toBe(60_000);
  });
});

it("a task that the service has never heard of is not found, after a while, and may be asked about again", async () => {
  const { k2, emulator } = await emulate({ runware: { unknownTask: "error" } });
  const job = await k2.submit(request);
  emulator.reset();
  const error = await failureOf(k2.wait(job));
  expect(error).toMatchObject({
    code: "job_not_found",
    outcome: "accepted",
    billed: "maybe",
    job: { id: job.id },
  });
});

it("a task that never ends is a time-out with the job", async () => {
  const { k2, emulator } = await emulate();
  emulator.inject({ kind: "stuck" });
  const error = await failureOf(k2.generate(request, { timeoutMs: 20_000 }));
  expect(error).toMatchObject({ code: "timeout", outcome: "accepted", billed: "maybe" });
  expect(error.message).toContain("processing");
});

it("a task that is done without an image, each time it is asked about, is paid without result", async () => {
  const { k2, emulator } = await emulate();
  emulator.inject({ kind: "completed-without-url", times: 0 });
  expect(await failureOf(k2.generate(request))).toMatchObject({
    code: "paid_without_result",
    outcome: "settled",
  });
});
