import { describe, expect, it } from "vitest";
import { emulate, fileOf, LATENCY_MS } from "./emulated.ts";

const prompt = "a lighthouse in fog";
const REQUEST = { prompt };

describe("the end of a job", () => {
  it.each([
    [{ kind: "moderated" }, "content_rejected", {}],
    [{ kind: "moderated" }, "content_rejected", { failureDetail: "result.error" }],
    [{ kind: "job-failed" }, "job_failed", {}],
    [{ kind: "job-failed" }, "job_failed", { failureDetail: "result.error" }],
    [{ kind: "job-failed", code: "a-new-code" }, "job_failed", {}],
    [{ kind: "canceled-by-other" }, "job_canceled", {}],
  ] as const)("%j is %s, and is not billed", async (fault, code, switches) => {
    const { k2, fails, emulator, clock, charged, seen } = await emulate({ krea: switches });
    emulator.inject(fault);
    const error = await fails(k2.generate(REQUEST));
    expect(error).toMatchObject({ code, outcome: "settled", billed: "no" });
    expect(error.attempts).toMatchObject([{ outcome: "settled", billed: "no", code }]);
    expect(clock.now()).toBeLessThan(LATENCY_MS);
    expect(await charged()).toBe(0);
    expect(seen("submit")).toHaveLength(1);
  });

  it("that never comes is a time-out, after which the job can be stopped for nothing", async () => {
    const { k2, fails, ends, emulator, charged } = await emulate();
    emulator.inject({ kind: "stuck" });
    const error = await fails(k2.generate(REQUEST, { timeoutMs: 30_000 }));
    expect(error).toMatchObject({ code: "timeout", outcome: "accepted", billed: "maybe" });
    expect(error.message).toContain("sampling");
    if (!error.job) throw new Error("the time-out lost the job");
    expect(await ends(k2.cancel(error.job))).toMatchObject({ billed: "no" });
    expect(await charged()).toBe(0);
  });

  it("in a state that nobody documents is waited for", async () => {
    const { k2, ends, emulator, charged } = await emulate();
    emulator.inject({ kind: "unknown-status", word: "levitating", times: 3 });
    expect((await ends(k2.generate(REQUEST))).images).toHaveLength(1);
    expect(await charged()).toBe(30_000);
  });

  it("that is taken back once is believed when it comes again", async () => {
    const { k2, ends, emulator } = await emulate();
    emulator.inject({ kind: "status-flap" });
    expect((await ends(k2.generate(REQUEST))).images).toHaveLength(1);
  });

  it("without its link is looked at again", async () => {
    const { k2, ends, emulator } = await emulate();
    emulator.inject({ kind: "completed-without-url", times: 2 });
    expect((await ends(k2.generate(REQUEST))).images).toHaveLength(1);
  });

  it("for ever without its link is paid for without a result, and the error says so", async () => {
    const { k2, fails, emulator, charged } = await emulate();
    emulator.inject({ kind: "completed-without-url", times: 0 });
    const error = await fails(k2.generate(REQUEST));
    expect(error).toMatchObject({ code: "paid_without_result", outcome: "settled", billed: "maybe" });
    expect(await charged()).toBe(30_000);
  });

  it("of a job that cannot be found at first comes all the same", async () => {
    const { k2, ends, emulator } = await emulate();
    emulator.inject({ kind: "early-not-found", forMs: 5000, times: 0 });
    expect((await ends(k2.generate(REQUEST))).images).toHaveLength(1);
  });

  it.each([
    { kind: "status", status: 500 },
    { kind: "status", status: 429 },
    { kind: "status", status: 524 },
    { kind: "html" },
    { kind: "cut-json" },
    { kind: "wrong-shape" },
    { kind: "drop" },
    { kind: "cut-body" },
  ] as const)("is heard after a poll with %j", async (fault) => {
    const { k2, ends, emulator, charged } = await emulate();
    emulator.inject({ ...fault, operation: "poll", times: 2 });
    expect((await ends(k2.generate(REQUEST))).images).toHaveLength(1);
    expect(await charged()).toBe(30_000);
  });
});

describe("stopping a job", () => {
  it("in time costs nothing, and frees its place", async () => {
    const { k2, ends, clock, charged, seen } = await emulate({ krea: { concurrency: 1 } });
    const job = await ends(k2.submit({ prompt, n: 3 }));
    await clock.advance(3000);
    expect(await ends(k2.cancel(job))).toMatchObject({ billed: "no" });
    expect(seen("cancel")).toHaveLength(3);
    expect(await charged()).toBe(0);
  });

  it("too late deletes nothing, and hands over what is paid for", async () => {
    const { k2, ends, clock, seen, charged } = await emulate();
    const job = await ends(k2.submit(REQUEST));
    await clock.advance(LATENCY_MS + 1);
    const canceled = await ends(k2.cancel(job));
    expect(canceled.billed).toBe("yes");
    expect(seen("cancel")).toHaveLength(0);
    expect(await ends(fileOf(await ends(k2.resume(canceled.job))))).toBeInstanceOf(Uint8Array);
    expect(await charged()).toBe(30_000);
  });

  it("happens when the caller aborts", async () => {
    const { k2, fails, clock, charged } = await emulate();
    const controller = new AbortController();
    clock.setTimer(() => controller.abort(), 4000);
    const error = await fails(k2.generate({ prompt, n: 2 }, { signal: controller.signal }));
    expect(error).toMatchObject({ code: "aborted", outcome: "settled", billed: "no" });
    expect(await charged()).toBe(0);
  });
});
