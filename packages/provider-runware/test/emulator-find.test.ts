import { createEmulator, type EmulatorOptions, type Fault } from "@unikrea/emulator";
import { fakeClock } from "@unikrea/testkit";
import { describe, expect, it } from "vitest";
import { type RunwareOptions, runware } from "../src/index.ts";
import { KEY } from "./fixture.ts";
import { type Lost, lostOf, requestOf } from "./lost.ts";

const LATENCY_MS = 4000;
const MODEL = "krea-2-medium";

interface Trial {
  readonly faults: readonly Fault[];
  readonly emulated?: EmulatorOptions;
  readonly options?: RunwareOptions;
  readonly lost?: Partial<Lost>;
  /** How long nobody looks, as after a crash. */
  readonly awayMs?: number;
}

/** Loses a submission of two images, looks for it as core does, and follows up what is found. No sockets, no real time. */
async function recover({ faults, emulated, options, lost, awayMs = 0 }: Trial) {
  const clock = fakeClock();
  const emulator = createEmulator({
    clock: { now: () => clock.wallTime(), setTimer: clock.setTimer },
    images: "plain",
    latencyMs: { [MODEL]: LATENCY_MS },
    ...emulated,
  });
  const provider = runware({ apiKey: "canary-5f1d7c20", fetch: emulator.fetch });
  const warnings: [] = [];
  const context = () => ({ clock, timeoutMs: 15_000, warnings });
  const run = <Result>(work: Promise<Result>) => clock.settle(work);
  const request = requestOf({ n: 2 }, options);

  emulator.inject(...faults);
  const sentAt = clock.wallTime();
  await expect(run(provider.submit(request, KEY, context()))).rejects.toMatchObject({ outcome: "unknown" });
  const lostAt = clock.wallTime();
  await clock.advance(awayMs);

  const looks = provider.findAfterMs ?? [];
  let found: Awaited<ReturnType<typeof provider.find>> | undefined;
  for (const [index, afterMs] of looks.entries()) {
    if (found && found.status !== "unknown") break;
    await clock.advance(Math.max(0, lostAt + afterMs - clock.wallTime()));
    const own = { looks: index, isLastLook: index === looks.length - 1 };
    const asked = lostOf({ request, n: 2, sentAt, lostAt, ...own, ...lost });
    found = await run(provider.find(asked, context()));
  }
  await clock.advance(7_200_000);
  const outcome = found?.status === "accepted" ? await run(provider.poll(found.token, context())) : undefined;

  expect(warnings).toStrictEqual([]);
  expect(clock.pendingTimers).toBe(0);
  const tasks = emulator.requests().filter(({ operation }) => operation === "submit");
  // Whatever is sent again is the same.
  expect(new Set(tasks.map(({ body }) => JSON.stringify(body))).size).toBe(1);
  return {
    found,
    outcome,
    sent: tasks.length,
    charges: emulator.bill().entries.map(({ id, microUsd }) => [id, microUsd]),
  };
}

/** One job of two images, whatever was lost. */
const ONE_JOB = [
  [KEY, 30_000],
  [KEY, 30_000],
];
const once = (fault: object): Fault[] => [{ kind: "drop", operation: "submit", ...fault } as Fault];
/** A task that polls do not show while it is looked for. */
const HIDDEN: Fault = { kind: "early-not-found", times: 0, forMs: 7_000_000 };
const SYNC: Partial<Trial> = { options: { deliveryMethod: "sync" } };

describe("a submission whose answer was lost is one job in the end, delivered and billed once:", () => {
  const rows: readonly [string, number, Fault[], Partial<Trial>?][] = [
    ["dropped before the work", 2, once({})],
    ["dropped unread", 1, once({ unread: true })],
    ["dropped after the work began", 1, once({ afterWork: true })],
    ["reset after the work began", 1, once({ afterWork: true, close: "rst" })],
    ["500 before the work", 2, once({ kind: "status", status: 500 })],
    ["500 after the work began", 1, once({ kind: "status", status: 500, afterWork: true })],
    ["503, documented as capacity", 2, once({ kind: "status", status: 503 })],
    ["504 after the work began", 1, once({ kind: "status", status: 504, afterWork: true })],
    ["silence before the work", 2, once({ kind: "hang", beforeWork: true })],
    ["silence after the work began", 1, once({ kind: "hang" })],
    ["half an answer", 1, once({ kind: "cut-json" })],
    ["another shape", 1, once({ kind: "wrong-shape" })],
    ["a page of HTML instead of the work", 2, once({ kind: "html", beforeWork: true })],
    ["a body that is cut", 1, once({ kind: "cut-body" })],
    ["taken, but polls do not show it: its name is taken", 2, [...once({ afterWork: true }), HIDDEN]],
    ["dropped three times before the work", 4, once({ times: 3 })],
    ["dropped before the work, then after it", 2, [...once({}), ...once({ afterWork: true })]],
    [
      "dropped before the work, then too much at once",
      3,
      [...once({}), { kind: "status", status: 429, operation: "submit" }],
    ],
    [
      "dropped before the work, then refused by a code",
      3,
      [...once({}), { kind: "task-error", code: "rateLimitExceeded", status: 429 }],
    ],
    [
      "dropped, while polls fail at first",
      2,
      [...once({}), { kind: "status", status: 503, operation: "poll", times: 2 }],
    ],
    [
      "dropped, while the archive fails at first",
      2,
      [...once({}), { kind: "drop", operation: "details", times: 2 }],
    ],
    [
      "dropped after the work began, while polls fail at first",
      1,
      [...once({ afterWork: true }), { kind: "status", status: 500, operation: "poll", times: 3 }],
    ],
    ["a synchronous one, before the work", 2, once({}), SYNC],
    ["a synchronous one, after it", 1, once({ kind: "hang" }), SYNC],
    [
      "a synchronous one that takes longer than a look may",
      2,
      once({}),
      { ...SYNC, emulated: { latencyMs: { [MODEL]: 60_000 } } },
    ],
    [
      "one whose answers hold the bytes, in another process",
      1,
      once({ afterWork: true }),
      { options: { outputType: "base64Data" }, lost: { request: undefined } },
    ],
    ["looked for an hour later", 1, once({ afterWork: true }), { awayMs: 3_600_000 }],
    [
      "looked for an hour later, when only the archive has it",
      1,
      [...once({ afterWork: true }), HIDDEN],
      { awayMs: 3_600_000 },
    ],
    [
      "looked for when its name is free again, though sooner than we thought",
      1,
      once({ afterWork: true }),
      { awayMs: 120_000, emulated: { runware: { conflictWindowMs: 60_000 } } },
    ],
    [
      "the same, when only the archive has it",
      1,
      [...once({ afterWork: true }), HIDDEN],
      { awayMs: 120_000, emulated: { runware: { conflictWindowMs: 60_000, unknownTask: "error" } } },
    ],
  ];

  it.each(rows)("%s", async (_, sent, faults, more = {}) => {
    const recovered = await recover({ faults, ...more });
    expect(recovered).toMatchObject({ found: { status: "accepted", isInferred: false }, sent });
    expect(recovered.charges).toStrictEqual(ONE_JOB);
    expect(recovered.outcome).toMatchObject({ status: "settled", images: [{}, {}], failures: [] });
  });
});

describe("nothing is sent again, and nothing is billed twice,", () => {
  it.each<[string, Fault[], Partial<Trial>, number]>([
    ["ten minutes later", once({}), { awayMs: 600_000 }, 0],
    ["in a process that has not the request", once({}), { lost: { request: undefined } }, 0],
    [
      "when what is under way is shown by nobody",
      [...once({ afterWork: true }), HIDDEN],
      { lost: { request: undefined }, emulated: { latencyMs: { [MODEL]: 60_000 } } },
      2,
    ],
    [
      "while polls fail",
      [...once({ afterWork: true }), { kind: "status", status: 503, operation: "poll", times: 0 }],
      {},
      2,
    ],
  ])("%s: nobody knows what became of it", async (_, faults, more, images) => {
    const { found, sent, charges } = await recover({ faults, ...more });
    expect(found).toMatchObject({ status: "unknown", reason: expect.any(String) });
    expect(sent).toBe(1);
    expect(charges).toStrictEqual(ONE_JOB.slice(0, images));
  });

  it.each<[string, Fault]>([
    ["as an error", { kind: "job-failed", afterMs: 0 }],
    ["as an item", { kind: "error-shape", shape: "in-item" }],
    ["for its content", { kind: "moderated" }],
    ["for the provider's time-out", { kind: "job-failed", afterMs: 0, code: "timeoutProvider" }],
  ])("when it failed meanwhile: %s", async (_, fault) => {
    const { found, sent, charges, outcome } = await recover({
      faults: [...once({ afterWork: true }), fault],
      awayMs: 5000,
    });
    expect(found).toMatchObject({ status: "accepted", outcome: { status: "settled", images: [] } });
    expect(outcome).toMatchObject({ failures: [{ billed: "maybe" }, { billed: "maybe" }] });
    expect([sent, charges]).toStrictEqual([1, []]);
  });
});

it("refusals of the repeat prove nothing: the first may have spent what the repeat lacks", async () => {
  const refused: Fault = { kind: "status", status: 402, operation: "submit", times: 3 };
  const { found, sent, charges } = await recover({
    faults: [...once({ afterWork: true }), HIDDEN, refused],
    emulated: { latencyMs: { [MODEL]: 60_000 } },
  });
  expect([found?.status, sent, charges]).toStrictEqual(["accepted", 5, ONE_JOB]);
});
