import type { Fault } from "@unikrea/emulator";
import { describe, expect, it } from "vitest";
import { openAccount } from "./account.ts";

const MINUTE_MS = 60_000;

const neverArrived: Fault[] = [
  { kind: "drop" },
  { kind: "drop", close: "rst" },
  { kind: "hang", beforeWork: true },
  { kind: "status", status: 500 },
  { kind: "status", status: 503 },
];
const accepted: Fault[] = [
  { kind: "drop", afterWork: true },
  { kind: "drop", afterWork: true, close: "rst" },
  { kind: "hang" },
  { kind: "slow", delayMs: 40_000 },
  { kind: "status", status: 500, afterWork: true },
  { kind: "status", status: 524, afterWork: true },
  { kind: "cut-body" },
  { kind: "cut-json" },
  { kind: "html" },
  { kind: "wrong-shape" },
];
const onSubmit = (fault: Fault): Fault => ({ ...fault, operation: "submit" });
const DROPPED = onSubmit({ kind: "drop", afterWork: true });
const NEVER_ARRIVED = onSubmit({ kind: "drop" });

describe("a submission whose answer was lost", () => {
  it.each(accepted)("is found at the first look when it was accepted: %j", async (fault) => {
    const account = openAccount();
    account.emulator.inject(onSubmit(fault));
    const found = await account.client().find();
    const [ours] = await account.jobs();
    expect(found).toMatchObject({ status: "accepted", isInferred: true, token: ours });
    expect([account.seen("list"), account.seen("submit"), await account.billed()]).toStrictEqual([1, 1, 1]);
  });

  it.each(neverArrived)("is not called absent when it never arrived: %j", async (fault) => {
    const account = openAccount();
    account.emulator.inject(onSubmit(fault));
    const reason = expect.stringContaining("does not prove");
    expect(await account.client().find()).toStrictEqual({ status: "unknown", reason });
    expect([account.seen("list"), account.seen("submit"), await account.billed()]).toStrictEqual([5, 1, 0]);
  });

  it.each(neverArrived)("is sent again, for one bill, where absence is trusted: %j", async (fault) => {
    const account = openAccount();
    account.emulator.inject(onSubmit(fault));
    expect(await account.client({ trustAbsence: true }).generate()).toBeDefined();
    expect([account.seen("list"), account.seen("submit"), await account.billed()]).toStrictEqual([5, 2, 1]);
  });

  it.each(accepted)("is not sent again when it was accepted, where absence is trusted: %j", async (fault) => {
    const account = openAccount();
    account.emulator.inject(onSubmit(fault));
    expect(await account.client({ trustAbsence: true }).generate()).toBeDefined();
    expect([account.seen("submit"), await account.billed()]).toStrictEqual([1, 1]);
  });

  it.each([3_600_000, -180_000, 700])("is found by a clock that is %i ms ahead of ours", async (skewMs) => {
    const account = openAccount({}, skewMs);
    account.emulator.inject(DROPPED);
    expect(await account.client().find()).toMatchObject({ status: "accepted" });
  });

  it("is found among jobs of ours", async () => {
    const account = openAccount();
    const client = account.client();
    const tokens = [await client.generate(), await client.generate()];
    account.emulator.inject(DROPPED);
    tokens.push(await client.generate(), await client.generate());
    expect(new Set(tokens.map((token) => Object(token).jobId)).size).toBe(4);
    expect([account.seen("list"), account.seen("submit"), await account.billed()]).toStrictEqual([1, 4, 4]);
  });

  it("and failed is found with its failure, and costs nothing", async () => {
    const account = openAccount();
    account.emulator.inject(DROPPED, { kind: "job-failed", afterMs: 0 });
    const outcome = { status: "settled", failures: [{ code: "job_failed", billed: "no" }] };
    expect(await account.client().find()).toMatchObject({ status: "accepted", outcome });
    expect(await account.billed()).toBe(0);
  });

  it("and was carried out twice is not known, and both are named", async () => {
    const account = openAccount();
    account.emulator.inject(DROPPED, { kind: "executed-twice" });
    const found = await account.client({ trustAbsence: true }).find();
    expect(found).toMatchObject({ status: "unknown", reason: expect.stringContaining("has 2 jobs") });
    for (const { jobId } of await account.jobs()) expect(JSON.stringify(found)).toContain(jobId);
  });
});

describe("a list of jobs", () => {
  it.each([
    [900, 1],
    [3000, 3],
    [14_000, 5],
  ])("that lags by %i ms shows it at look %i", async (ms, looks) => {
    const account = openAccount();
    account.emulator.inject(DROPPED, { kind: "list-lag", ms, times: 0 });
    expect(await account.client({ trustAbsence: true }).generate()).toBeDefined();
    expect([account.seen("list"), account.seen("submit"), await account.billed()]).toStrictEqual([
      looks,
      1,
      1,
    ]);
  });

  it("that never shows it leaves it unknown", async () => {
    const account = openAccount();
    account.emulator.inject(DROPPED, { kind: "list-lag", times: 0 });
    expect(await account.client().generate()).toBeUndefined();
    expect([account.seen("list"), account.seen("submit"), await account.billed()]).toStrictEqual([5, 1, 1]);
  });

  it("that never shows it costs a second time where absence is trusted: that is what it risks", async () => {
    const account = openAccount();
    account.emulator.inject(DROPPED, { kind: "list-lag", times: 0 });
    expect(await account.client({ trustAbsence: true }).generate()).toBeDefined();
    expect([account.seen("submit"), await account.billed()]).toStrictEqual([2, 2]);
  });

  it.each([
    { kind: "status", status: 500 },
    { kind: "status", status: 429 },
    { kind: "drop" },
    { kind: "cut-json" },
    { kind: "hang" },
  ] as Fault[])("that cannot be had at first is asked for again: %j", async (fault) => {
    const account = openAccount();
    account.emulator.inject(DROPPED, { ...fault, operation: "list" });
    expect(await account.client({ trustAbsence: true }).generate()).toBeDefined();
    expect([account.seen("list"), account.seen("submit"), await account.billed()]).toStrictEqual([2, 1, 1]);
  });

  it("that cannot be had at all proves nothing", async () => {
    const account = openAccount();
    account.emulator.inject(NEVER_ARRIVED, { kind: "status", status: 500, operation: "list", times: 0 });
    const found = await account.client({ trustAbsence: true }).find();
    expect(found).toMatchObject({ status: "unknown", reason: expect.stringContaining("500") });
  });
});

describe("somebody else with the same key", () => {
  it.each([1, 3])("who submits %i jobs at the same moment makes it unknown", async (count) => {
    const account = openAccount();
    account.emulator.inject(DROPPED, { kind: "foreign-jobs", count });
    const found = await account.client({ trustAbsence: true }).find();
    const reason = expect.stringContaining(`has ${count + 1} jobs of that time`);
    expect(found).toStrictEqual({ status: "unknown", reason });
    for (const { jobId } of await account.jobs()) expect(JSON.stringify(found)).toContain(jobId);
  });

  it.each([DROPPED, NEVER_ARRIVED])("who submitted minutes before makes it unknown: %j", async (fault) => {
    for (const minutes of [1, 9]) {
      const account = openAccount();
      await account.client().submit();
      await account.clock.advance(minutes * MINUTE_MS);
      account.emulator.inject(fault);
      const found = await account.client({ trustAbsence: true }).find();
      expect(found).toMatchObject({ status: "unknown", reason: expect.stringContaining("does not know") });
      expect(account.seen("submit")).toBe(2);
    }
  });

  it("who submits while we look makes it unknown", async () => {
    const account = openAccount();
    const client = account.client({ trustAbsence: true });
    account.emulator.inject(NEVER_ARRIVED);
    const { lost } = await client.submit();
    await account.clock.advance(12_000);
    await account.client().submit();
    const found = lost && (await client.look(lost));
    expect(found).toMatchObject({ status: "unknown", reason: expect.stringContaining("does not know") });
  });

  it("who submitted long before does not matter", async () => {
    const account = openAccount();
    await account.client().submit();
    await account.clock.advance(11 * MINUTE_MS);
    account.emulator.inject(DROPPED);
    const [stranger] = await account.jobs();
    const found = await account.client().find();
    const [ours] = await account.jobs();
    expect(ours).not.toStrictEqual(stranger);
    expect(found).toMatchObject({ status: "accepted", token: ours });
  });

  it("who loses a submission at the same moment gets no picture of ours, nor do we get one of theirs", async () => {
    const account = openAccount();
    const [one, two] = [account.client({ trustAbsence: true }), account.client({ trustAbsence: true })];
    account.emulator.inject({ ...DROPPED, times: 2 });
    const [mine, theirs] = [await one.submit(), await two.submit()];
    for (const found of [
      mine.lost && (await one.look(mine.lost)),
      theirs.lost && (await two.look(theirs.lost)),
    ]) {
      expect(found).toMatchObject({ status: "unknown", reason: expect.stringContaining("has 2 jobs") });
    }
    expect([account.seen("submit"), await account.billed()]).toStrictEqual([2, 2]);
  });

  it("whose only job falls within our window is not seen to be another: why it is called inferred", async () => {
    const account = openAccount();
    const client = account.client();
    account.emulator.inject(NEVER_ARRIVED);
    const { lost } = await client.submit();
    const { token } = await account.client().submit();
    const found = lost && (await client.look(lost));
    expect(found).toMatchObject({ status: "accepted", isInferred: true, token });
  });
});
