import { createEmulator, type Emulator, type Fault } from "@unikrea/emulator";
import { canonicalRequest, fakeClock } from "@unikrea/testkit";
import { describe, expect, it } from "vitest";
import { type AiBinding, type CloudflareSettings, cloudflare } from "../src/index.ts";
import { DROP, DROP_AFTER, restOf, trialOf } from "./lost.ts";
import { KEY } from "./wire-request.ts";

const TWICE =
  'cloudflare was sent a run a second time after its answer was lost, as resubmit: "cached" allows, and did not say that its cache answered: it may be billed twice';
const NO_ROW = 'the log of gateway "default" does not have the run.';
const NO_LOG: Fault = { kind: "list-lag", operation: "log", times: 0 };
const last = { isLastLook: true, looks: 3 };

const cached = (emulator: Emulator): CloudflareSettings => ({ ...restOf(emulator), resubmit: "cached" });
const bound = (emulator: Emulator): CloudflareSettings => ({
  binding: emulator.ai,
  local: true,
  resubmit: "cached",
});
const bills = (emulator: Emulator) => emulator.bill().entries.length;
const runs = (emulator: Emulator) => emulator.requests().filter(({ operation }) => operation === "submit");

describe.each([
  { door: "REST", settingsOf: cached },
  { door: "a binding alone", settingsOf: bound },
])('resubmit: "cached", by $door', ({ settingsOf }) => {
  it("has a finished answer replayed: one image, one bill, the same bytes", async () => {
    const trial = trialOf(settingsOf);
    await trial.lose(DROP_AFTER, NO_LOG);
    const found = await trial.look(last);
    expect(found).toMatchObject({ status: "accepted", outcome: { images: [{}], failures: [] } });
    expect(bills(trial.emulator)).toBe(1);
    const [first, second, ...more] = runs(trial.emulator);
    expect(more).toStrictEqual([]);
    expect(second?.body).toStrictEqual(first?.body);
    expect(second?.path).toBe(first?.path);
    expect([trial.warnings, trial.isEmulated]).toStrictEqual([[], true]);
  });

  it("pays twice when the cache has lost it, and says so", async () => {
    const trial = trialOf(settingsOf);
    await trial.lose(DROP_AFTER, NO_LOG);
    trial.emulator.inject({ kind: "cache-miss" });
    expect((await trial.look(last)).status).toBe("accepted");
    expect(bills(trial.emulator)).toBe(2);
    expect(trial.warnings).toStrictEqual([TWICE]);
  });

  it("makes the image of a run that never arrived, and cannot know that it was the first", async () => {
    const trial = trialOf(settingsOf);
    await trial.lose(DROP);
    expect((await trial.look(last)).status).toBe("accepted");
    expect(bills(trial.emulator)).toBe(1);
    expect(trial.warnings).toStrictEqual([TWICE]);
  });

  it("waits for the last look", async () => {
    const trial = trialOf(settingsOf);
    await trial.lose(DROP_AFTER, NO_LOG);
    expect((await trial.look()).status).toBe("unknown");
    expect(runs(trial.emulator)).toHaveLength(1);
  });

  it("sends it once, however often it is looked for", async () => {
    const trial = trialOf(settingsOf);
    await trial.lose(DROP_AFTER, NO_LOG);
    trial.emulator.inject(DROP_AFTER);
    expect((await trial.look(last)).status).toBe("unknown");
    expect(trial.warnings).toStrictEqual([TWICE]);
    expect(await trial.look(last)).toMatchObject({
      reason: expect.stringMatching(/\. It was not sent again: that was done before$/),
    });
    expect(runs(trial.emulator)).toHaveLength(2);
    expect(bills(trial.emulator)).toBe(1);
    expect(trial.warnings).toStrictEqual([]);
  });

  it("keeps to what was first known when the second run is refused, which costs nothing", async () => {
    const trial = trialOf(settingsOf);
    await trial.lose(DROP, NO_LOG, { kind: "gateway-error", error: "spend-limit" });
    expect(await trial.look(last)).toMatchObject({
      status: "unknown",
      reason: expect.stringMatching(
        /\. It was sent again, and cloudflare answered 429: Spend limit reached for this gateway\.$/,
      ),
    });
    expect(trial.warnings).toStrictEqual([]);
    expect(bills(trial.emulator)).toBe(0);
  });

  it.each([
    { name: "another fails", fault: { kind: "job-failed", message: "no luck" } },
    { name: "the upstream fails", fault: { kind: "upstream-error" } },
    { name: "no image comes", fault: { kind: "completed-without-url" } },
  ] as const)("does not take a second run's end for the first one's when $name", async ({ fault }) => {
    const trial = trialOf(settingsOf);
    await trial.lose(DROP, NO_LOG, fault);
    expect((await trial.look(last)).status).toBe("unknown");
    expect(trial.warnings).toStrictEqual([TWICE]);
  });

  it.each([
    {
      name: "the cache must have forgotten it",
      options: {},
      waitMs: 300_000,
      says: "the gateway's cache may have forgotten it",
    },
    {
      name: "its own cache time is over",
      options: { cacheTtl: 60 },
      waitMs: 60_000,
      says: "the gateway's cache may have forgotten it",
    },
    {
      name: "the calendar was set back",
      options: {},
      waitMs: -1,
      says: "the gateway's cache may have forgotten it",
    },
    { name: "the cache is skipped", options: { skipCache: true }, waitMs: 0, says: "skipCache is set" },
  ])("sends nothing when $name", async ({ options, waitMs, says }) => {
    const trial = trialOf(settingsOf, options);
    await trial.lose(DROP_AFTER, NO_LOG);
    trial.clock.shiftCalendar(waitMs);
    const found = await trial.look(last);
    expect(found).toMatchObject({
      status: "unknown",
      reason: expect.stringContaining(`It was not sent again: ${says}`),
    });
    expect(runs(trial.emulator)).toHaveLength(1);
  });

  it("sends nothing when what was sent cannot be rebuilt", async () => {
    const trial = trialOf(settingsOf);
    await trial.lose(DROP_AFTER, NO_LOG);
    const found = await trial.look({ ...last, request: undefined });
    expect(found).toMatchObject({ reason: expect.stringContaining("its images are gone") });
    expect(runs(trial.emulator)).toHaveLength(1);
  });
});

describe('without resubmit: "cached"', () => {
  it("a run is never sent again", async () => {
    const trial = trialOf(restOf);
    await trial.lose(DROP_AFTER, NO_LOG);
    expect(await trial.look(last)).toMatchObject({
      status: "unknown",
      reason: expect.stringContaining(NO_ROW),
    });
    expect(runs(trial.emulator)).toHaveLength(1);
  });
});

describe("what the log knows", () => {
  it("spares the second run", async () => {
    const trial = trialOf(cached);
    await trial.lose(DROP_AFTER);
    expect((await trial.look(last)).status).toBe("accepted");
    expect(runs(trial.emulator)).toHaveLength(1);
  });

  it("forbids it after a failure", async () => {
    const trial = trialOf(cached);
    await trial.lose({ kind: "upstream-error" }, DROP_AFTER);
    expect(await trial.look(last)).toMatchObject({ outcome: { failures: [{ billed: "maybe" }] } });
    expect(runs(trial.emulator)).toHaveLength(1);
  });

  it.each([{ collectLog: false }, { collectLogPayload: false }])(
    "is made up for by the cache with %o",
    async (options) => {
      const trial = trialOf(cached, options);
      await trial.lose(DROP_AFTER);
      expect((await trial.look(last)).status).toBe("accepted");
      expect(bills(trial.emulator)).toBe(1);
    },
  );
});

it("a run that is sent again has as long as the first one", async () => {
  const clock = fakeClock();
  const { ai } = createEmulator();
  const run: AiBinding["run"] = () => new Promise(() => {});
  const provider = cloudflare({ binding: { ...ai, run }, resubmit: "cached" });
  const request = canonicalRequest();
  const { model } = request;
  const sentAt = clock.wallTime();
  const lost = {
    request,
    key: KEY,
    n: 1,
    model,
    sentAt,
    lostAt: sentAt,
    claimed: [],
    looks: 0,
    isLastLook: true,
  };
  let found: unknown;
  void provider.find(lost, { clock, timeoutMs: 1000 }).then((given) => {
    found = given;
  });
  await clock.advance(179_999);
  expect(found).toBeUndefined();
  await clock.advance(1);
  expect(found).toStrictEqual({
    status: "unknown",
    reason: "cloudflare could not be reached: no answer within 180 s",
  });
});
