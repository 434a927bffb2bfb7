import type { EmulatorOptions, Fault } from "@unikrea/emulator";
import { describe, expect, it } from "vitest";
import { type Emulated, emulate, failureOf } from "./emulated.ts";

const request = { prompt: "a lighthouse in fog" };
/** A fault of submissions. */
const lost = (fault: object): Fault => ({ kind: "drop", operation: "submit", ...fault }) as Fault;
/** No book shows the task. */
const HIDDEN: readonly Fault[] = [
  { kind: "early-not-found", times: 0, forMs: 3_600_000 },
  { kind: "status", status: 404, operation: "details", times: 0 },
];

/** How many submissions there were, and how many names they bore. */
function submissionsOf({ tasksOf }: Emulated): { sent: number; names: number } {
  const tasks = tasksOf("submit").flat();
  return { sent: tasks.length, names: new Set(tasks.map(({ taskUUID }) => taskUUID)).size };
}

describe("an answer that was lost is found, delivered, and billed once:", () => {
  it.each<[name: string, sent: number, faults: readonly Fault[]]>([
    ["the connection broke after the work began", 1, [lost({ afterWork: true })]],
    ["the connection broke before", 2, [lost({})]],
    ["500 after the work began", 1, [lost({ kind: "status", status: 500, afterWork: true })]],
    ["503, documented as capacity", 2, [lost({ kind: "status", status: 503 })]],
    ["504 of the whole exchange", 1, [lost({ kind: "status", status: 504, afterWork: true })]],
    ["half an answer", 1, [lost({ kind: "cut-json" })]],
    ["another shape", 1, [lost({ kind: "wrong-shape" })]],
    ["a page of HTML", 1, [lost({ kind: "html" })]],
    ["a page of HTML instead of the work", 2, [lost({ kind: "html", beforeWork: true })]],
    ["the same again, when it was looked for", 3, [lost({ times: 2 })]],
    ["the repeat was refused once", 3, [lost({}), lost({ kind: "status", status: 429 })]],
  ])("%s", async (_, sent, faults) => {
    const emulated = await emulate();
    emulated.emulator.inject(...faults);
    const { images, failures, attempts, spend, warnings } = await emulated.k2.generate(request);
    expect([images.length, failures]).toStrictEqual([1, []]);
    expect(attempts).toMatchObject([{ outcome: "settled", billed: "yes", isInferred: false }]);
    expect(submissionsOf(emulated)).toStrictEqual({ sent, names: 1 });
    expect(emulated.emulator.bill().entries).toHaveLength(1);
    expect(emulated.charged()).toBe(30_000);
    // Also when the only answers that came are those to the looks.
    expect(spend).toStrictEqual({ usd: 0.03, basis: "emulated", atRiskUsd: 0 });
    expect(warnings).toStrictEqual([]);
  });

  it("each of three tasks of one request, whose answers were lost in three ways", async () => {
    const emulated = await emulate();
    emulated.emulator.inject(lost({}), lost({ afterWork: true }), lost({ kind: "html" }));
    const { images, attempts, spend } = await emulated.k2.generate({ ...request, n: 3, seed: 7 });
    expect(images.map(({ seed }) => seed)).toStrictEqual([7, 8, 9]);
    expect(attempts.map(({ billed }) => billed)).toStrictEqual(["yes", "yes", "yes"]);
    expect(submissionsOf(emulated)).toStrictEqual({ sent: 4, names: 3 });
    expect([emulated.charged(), spend.usd, spend.atRiskUsd]).toStrictEqual([90_000, 0.09, 0]);
  });
});

describe("what is not found stays unknown, and is never sent under another name:", () => {
  const rows: readonly [name: string, sent: number, microUsd: number, faults: readonly Fault[]][] = [
    [
      "taken, while polls fail",
      1,
      30_000,
      [lost({ afterWork: true }), { kind: "status", status: 503, operation: "poll", times: 0 }],
    ],
    ["not taken, and every repeat is lost as well", 5, 0, [lost({ times: 0 })]],
    [
      "taken, shown by no book, and every repeat is refused for lack of money",
      5,
      30_000,
      [
        lost({ afterWork: true }),
        ...HIDDEN,
        lost({ kind: "status", status: 402, body: { errors: [{ code: "insufficientCredits" }] }, times: 0 }),
      ],
    ],
    [
      "not taken, and every repeat is too much at once",
      5,
      0,
      [lost({}), lost({ kind: "status", status: 429, times: 0 })],
    ],
  ];

  it.each(rows)("%s", async (_, sent, microUsd, faults) => {
    const emulated = await emulate();
    emulated.emulator.inject(...faults);
    const error = await failureOf(emulated.k2.generate(request));
    expect(error).toMatchObject({ code: "outcome_unknown", outcome: "unknown", billed: "maybe" });
    expect(error.attempts).toMatchObject([{ outcome: "unknown", billed: "maybe" }]);
    // Why it was not found.
    expect(error.hint).toMatch(/^runware |^the answer to the same request/);
    expect(submissionsOf(emulated)).toStrictEqual({ sent, names: 1 });
    expect(emulated.charged()).toBe(microUsd);
  });

  it("a task whose answer was lost when the caller left is not looked for behind their back", async () => {
    const emulated = await emulate();
    const caller = new AbortController();
    emulated.emulator.inject(lost({ kind: "hang" }));
    const work = failureOf(emulated.k2.generate(request, { signal: caller.signal }));
    while (emulated.tasksOf("submit").length === 0) await new Promise((done) => setImmediate(done));
    caller.abort();
    expect(await work).toMatchObject({ code: "aborted", outcome: "unknown", billed: "maybe" });
    expect(submissionsOf(emulated)).toStrictEqual({ sent: 1, names: 1 });
    expect(emulated.tasksOf("poll")).toStrictEqual([]);
  });
});

describe("what was refused before any work is sent again as a new task, and pays once:", () => {
  const tooMuch = { kind: "task-error", code: "rateLimitExceeded", status: 429 } as const;

  it.each<[name: string, fault: Fault]>([
    ["too much at once", tooMuch],
    ["a full queue", { kind: "status", status: 429, operation: "submit" }],
  ])("%s", async (_, fault) => {
    const emulated = await emulate();
    emulated.emulator.inject(fault);
    const { images, failures, attempts, spend } = await emulated.k2.generate(request);
    expect([images.length, failures]).toStrictEqual([1, []]);
    expect(attempts).toMatchObject([
      { outcome: "refused", billed: "no", code: "rate_limited" },
      { outcome: "settled", billed: "yes" },
    ]);
    expect(submissionsOf(emulated)).toStrictEqual({ sent: 2, names: 2 });
    expect([emulated.charged(), spend.usd, spend.atRiskUsd]).toStrictEqual([30_000, 0.03, 0]);
  });

  it.each<[maxRetries: number | undefined, sent: number]>([
    [undefined, 3],
    [1, 2],
    [0, 1],
  ])("with maxRetries %s it is sent %i times, and then it is an error", async (maxRetries, sent) => {
    const emulated = await emulate({}, {}, maxRetries === undefined ? {} : { maxRetries });
    emulated.emulator.inject({ ...tooMuch, times: 0 });
    const error = await failureOf(emulated.k2.generate(request));
    expect(error).toMatchObject({ code: "rate_limited", status: 429, outcome: "refused", billed: "no" });
    expect(error.attempts.map(({ billed }) => billed)).toStrictEqual(Array(sent).fill("no"));
    expect(submissionsOf(emulated)).toStrictEqual({ sent, names: sent });
    expect(emulated.charged()).toBe(0);
  });

  it.each<[name: string, options: EmulatorOptions, code: string]>([
    ["a key", { keys: { runware: ["another"] } }, "authentication"],
    ["an empty account", { balanceUsd: { runware: 0.02 } }, "insufficient_credits"],
  ])("but not what waiting does not mend: %s", async (_, options, code) => {
    const emulated = await emulate(options);
    expect(await failureOf(emulated.k2.generate(request))).toMatchObject({ code, billed: "no" });
    expect([submissionsOf(emulated), emulated.charged()]).toStrictEqual([{ sent: 1, names: 1 }, 0]);
  });
});
