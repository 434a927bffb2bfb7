import { createKrea2 } from "@unikrea/core";
import { describe, expect, it } from "vitest";
import { delayed, hanging } from "../../src/index.ts";
import { REQUEST, stage } from "./stage.ts";

const FOREVER = Number.POSITIVE_INFINITY;

describe("the deadline of a call", () => {
  it("ends the call at the very time, names the last word, and leaves nothing behind", async () => {
    const { k2, fails, clock } = stage({ latencyMs: FOREVER });
    const error = await fails(k2.generate(REQUEST, { timeoutMs: 60_000 }));
    expect(error).toMatchObject({
      code: "timeout",
      outcome: "accepted",
      billed: "maybe",
      phase: "poll",
      retryable: true,
    });
    expect(error.message).toContain("drawing");
    expect(error.job?.parts).toHaveLength(1);
    expect(clock.now()).toBe(60_000);
    expect(clock.pendingTimers).toBe(0);
  });

  it("has a last look a second before it", async () => {
    const { k2, ends, provider } = stage({ latencyMs: 58_500 });
    const { images } = await ends(k2.generate(REQUEST, { timeoutMs: 60_000 }));
    expect(images).toHaveLength(1);
    expect(provider.service.made("poll").at(-1)?.at).toBe(59_000);
  });

  it("is 300 s when nobody says otherwise, and the client's when it does", async () => {
    const usual = stage({ latencyMs: FOREVER });
    await usual.fails(usual.k2.generate(REQUEST));
    expect(usual.clock.now()).toBe(300_000);
    const own = stage({ latencyMs: FOREVER }, { timeoutMs: 10_000 });
    await own.fails(own.k2.generate(REQUEST));
    expect(own.clock.now()).toBe(10_000);
  });

  it("holds for the whole call, the wait for a free place included", async () => {
    const { k2, clock, fails, ends } = stage({ submitMs: 20_000, latencyMs: 20_000 }, { maxConcurrency: 1 });
    const first = k2.generate(REQUEST);
    const error = await fails(k2.generate(REQUEST, { timeoutMs: 5000 }));
    expect(error).toMatchObject({ code: "timeout", outcome: "not_sent", billed: "no" });
    expect(clock.now()).toBe(5000);
    expect((await ends(first)).images).toHaveLength(1);
  });

  it("holds for a submission that is not answered, whose outcome is then unknown", async () => {
    const { k2, fails, clock, provider } = stage({ twists: { submit: [hanging] } });
    const error = await fails(k2.generate(REQUEST, { timeoutMs: 10_000 }));
    expect(error).toMatchObject({ code: "outcome_unknown", outcome: "unknown", billed: "maybe" });
    expect(clock.now()).toBe(10_000);
    expect(clock.pendingTimers).toBe(0);
    expect(provider.service.made("submit")).toHaveLength(1);
  });

  it("leaves a submission no longer than the provider needs, however patient the caller is", async () => {
    const { k2, fails, clock } = stage({ submitTimeoutMs: 7000, twists: { submit: [hanging] } });
    const error = await fails(k2.generate(REQUEST, { timeoutMs: 200_000 }));
    expect(error).toMatchObject({ code: "outcome_unknown" });
    expect(clock.now()).toBe(7000);
  });

  it("too near for an image is no reason to pay for one", async () => {
    const { k2, fails, provider } = stage({ delivery: "sync", submitMs: 10 });
    const error = await fails(k2.generate(REQUEST, { timeoutMs: 999 }));
    expect(error).toMatchObject({ code: "timeout", outcome: "not_sent", billed: "no" });
    expect(provider.service.made("submit")).toHaveLength(0);
  });

  it("holds for uploads, before which nothing can have been billed", async () => {
    const { k2, fails, clock, provider } = stage({ twists: { upload: [hanging] } });
    const request = { ...REQUEST, references: [{ image: "https://pictures.example.com/1.png" }] };
    const error = await fails(k2.generate(request, { timeoutMs: 10_000 }));
    expect(error).toMatchObject({ code: "timeout", outcome: "not_sent", billed: "no" });
    expect(clock.now()).toBe(10_000);
    expect(clock.pendingTimers).toBe(0);
    expect(provider.service.made("submit")).toHaveLength(0);
  });

  it("is the caller's for waiting as well", async () => {
    const { k2, ends, fails, clock } = stage({ latencyMs: FOREVER });
    const job = await ends(k2.submit(REQUEST));
    const error = await fails(k2.wait(job, { timeoutMs: 30_000 }));
    expect(error).toMatchObject({ code: "timeout", outcome: "accepted", billed: "maybe" });
    expect(clock.now()).toBe(30_000);
  });

  it.each([200, 1000, 1100, 3000])(
    "of %i ms still leaves time for a look at a job that is done",
    async (timeoutMs) => {
      const { k2, ends, clock, provider } = stage({ latencyMs: 50 });
      const job = await ends(k2.submit(REQUEST));
      await clock.advance(100);
      expect((await ends(k2.wait(job, { timeoutMs }))).images).toHaveLength(1);
      expect(clock.now()).toBeLessThan(100 + timeoutMs);
      expect(provider.service.made("poll")).toHaveLength(1);
    },
  );

  it("keeps what is there already when only a part of the images came in time", async () => {
    const { k2, ends } = stage({ latencyMs: (index) => (index === 1 ? FOREVER : 5000) });
    const result = await ends(k2.generate({ ...REQUEST, n: 3, seed: 7 }, { timeoutMs: 60_000 }));
    expect(result.images.map(({ seed }) => seed)).toStrictEqual([7, 9]);
    expect(result.failures).toMatchObject([{ code: "timeout", outcome: "accepted", billed: "maybe" }]);
    expect(result.spend).toStrictEqual({ usd: 0.06, basis: "estimated", atRiskUsd: 0.03 });
    expect(result.attempts.map(({ outcome }) => outcome)).toStrictEqual(["settled", "accepted", "settled"]);
  });
});

describe("a calendar that jumps", () => {
  it.each([3_600_000, -3_600_000])("by %i ms moves no deadline and no look", async (ms) => {
    const { k2, clock, provider, ends } = stage({ latencyMs: 20_000 });
    const result = k2.generate(REQUEST, { timeoutMs: 60_000 });
    await clock.advance(4000);
    clock.shiftCalendar(ms);
    expect((await ends(result)).images).toHaveLength(1);
    expect(clock.now()).toBeLessThan(23_000);
    expect(provider.service.made("poll")).toHaveLength(20);
  });

  it("gives no negative durations", async () => {
    const { k2, clock, ends } = stage();
    const result = k2.generate(REQUEST);
    await clock.advance(2000);
    clock.shiftCalendar(-86_400_000);
    expect((await ends(result)).attempts).toMatchObject([{ durationMs: 0 }]);
  });

  it("between two processes does not keep a finished job waiting", async () => {
    const { k2, ends, clock } = stage({ latencyMs: 1000 });
    const job = await ends(k2.submit(REQUEST));
    await clock.advance(2000);
    for (const shift of [-7_200_000, 14_400_000]) {
      clock.shiftCalendar(shift);
      const startedAt = clock.now();
      expect((await ends(k2.resume(job))).images).toHaveLength(1);
      expect(clock.now() - startedAt).toBeLessThan(2000);
    }
  });
});

describe("a job that is resumed", () => {
  it.each([5000, 60_000, 3_600_000, 86_400_000])(
    "%i ms after its submission is asked about at once",
    async (age) => {
      const { k2, ends, clock, provider } = stage({ latencyMs: 1000 });
      const stored = JSON.stringify(await ends(k2.submit(REQUEST)));
      await clock.advance(age);
      const { images } = await ends(k2.resume(JSON.parse(stored)));
      expect(images).toHaveLength(1);
      expect(provider.service.made("poll").map(({ at }) => at)).toStrictEqual([age]);
    },
  );

  it("and is still not done is asked about again soon, not after a tenth of its age", async () => {
    const { k2, ends, clock, provider } = stage({ latencyMs: 3_610_000 });
    const job = await ends(k2.submit(REQUEST));
    await clock.advance(3_600_000);
    const { images } = await ends(k2.resume(job, { timeoutMs: 60_000 }));
    expect(images).toHaveLength(1);
    expect(provider.service.made("poll").length).toBeGreaterThan(5);
    expect(clock.now()).toBeLessThan(3_615_000);
  });

  it("is the same for every client that has the provider", async () => {
    const { k2, ends, clock, provider } = stage();
    const job = await ends(k2.submit({ ...REQUEST, n: 2, seed: 1 }));
    const other = createKrea2({ providers: [provider], clock });
    const [here, there] = await ends(
      Promise.all([k2.wait(job), other.resume(JSON.parse(JSON.stringify(job)))]),
    );
    expect(here.images.map(({ url }) => url)).toStrictEqual(there.images.map(({ url }) => url));
    expect(there.request).toBeUndefined();
    expect(provider.service.made("submit")).toHaveLength(2);
  });

  it("and is settled already asks nobody", async () => {
    const { k2, ends, provider } = stage();
    const { job, images } = await ends(k2.generate(REQUEST));
    const polls = provider.service.made("poll").length;
    const again = await ends(k2.resume(JSON.parse(JSON.stringify(job))));
    expect(again.images.map(({ url }) => url)).toStrictEqual(images.map(({ url }) => url));
    expect(provider.service.made("poll")).toHaveLength(polls);
  });

  it("answers late to one look without losing it", async () => {
    const { k2, ends } = stage({ latencyMs: 1, twists: { poll: [delayed(10_000)] } });
    const job = await ends(k2.submit(REQUEST));
    expect((await ends(k2.resume(job, { timeoutMs: 12_000 }))).images).toHaveLength(1);
  });
});
