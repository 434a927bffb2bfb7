import { createKrea2 } from "@unikrea/core";
import { describe, expect, it } from "vitest";
import {
  answering,
  delayed,
  failing,
  fakeClock,
  fakeProvider,
  losingAnswer,
  refusing,
} from "../src/index.ts";

const REQUEST = { prompt: "a lighthouse in fog" };

describe("a fake provider", () => {
  it("draws nothing, remembers everything, and keeps a bill", async () => {
    const clock = fakeClock();
    const provider = fakeProvider({ latencyMs: 3000 });
    const k2 = createKrea2({ providers: [provider], clock, maxRetries: 0 });
    const { images } = await clock.settle(k2.generate({ ...REQUEST, n: 2, seed: 5 }));
    expect(images).toHaveLength(2);
    expect(provider.service.made("submit").map(({ request }) => request?.seed)).toStrictEqual([5, 6]);
    expect(provider.service.made("poll").every(({ ids }) => ids.length === 1)).toBe(true);
    expect(provider.service.billedImages(2999)).toBe(0);
    expect(provider.service.billedImages(3000)).toBe(2);
  });

  it("does otherwise where it is told to, call by call", async () => {
    const clock = fakeClock();
    const twists = { submit: [refusing(429), undefined, losingAnswer, delayed(500)] };
    const provider = fakeProvider({ twists });
    const k2 = createKrea2({ providers: [provider], clock, maxRetries: 0 });
    const outcomes: string[] = [];
    for (let round = 0; round < 4; round++) {
      const work = k2.submit(REQUEST).then(
        () => "accepted",
        (error: { outcome: string }) => error.outcome,
      );
      outcomes.push(await clock.settle(work));
    }
    expect(outcomes).toStrictEqual(["refused", "accepted", "unknown", "accepted"]);
    // The one whose answer was lost is billed like the others.
    expect(provider.service.billedImages(1_000_000)).toBe(3);
  });

  it.each([
    ["an error", failing(new Error("no")), "outcome_unknown"],
    ["an answer of another form", answering({ odd: true }), "outcome_unknown"],
    ["a time-out", delayed(31_000), "outcome_unknown"],
  ])("may end a submission in %s", async (_, twist, code) => {
    const clock = fakeClock();
    const k2 = createKrea2({
      providers: [fakeProvider({ twists: { submit: [twist] } })],
      clock,
      maxRetries: 0,
    });
    const error = await clock.settle(k2.submit(REQUEST).catch((thrown: unknown) => thrown));
    expect(error).toMatchObject({ code });
    expect(clock.pendingTimers).toBe(0);
  });

  it.each(["job", "sync"] as const)("sends nothing without a key: %s", async (delivery) => {
    const clock = fakeClock();
    const provider = fakeProvider({ id: "a", delivery, hasKey: false, probes: true, finds: true });
    const k2 = createKrea2({ providers: [provider], clock });
    for (const call of [k2.generate, k2.submit]) {
      const error = await clock.settle(call(REQUEST, { provider: "a" }).catch((thrown: unknown) => thrown));
      expect(error).toMatchObject({
        code: "missing_credentials",
        outcome: "not_sent",
        billed: "no",
        provider: "a",
        message: expect.stringContaining("set FAKE_KEY"),
      });
    }
    expect(provider.service.calls).toStrictEqual([]);
    expect(provider.service.billedImages(Number.POSITIVE_INFINITY)).toBe(0);
  });

  it("says of a job without a key what a real one says: that it cannot ask", async () => {
    const clock = fakeClock();
    const provider = fakeProvider({ hasKey: false, probes: true, finds: true });
    const context = { clock, timeoutMs: 1000 };
    const at = { sentAt: 0, lostAt: 1, claimed: [], looks: 0, isLastLook: true };
    const lost = { key: "k", request: undefined, n: 1, model: "krea-2-medium", ...at } as const;
    const found = await provider.find(lost, context);
    expect(found).toMatchObject({ status: "unknown", reason: expect.stringContaining("FAKE_KEY") });
    const calls = [
      () => provider.poll({ id: "fake-1" }, context),
      () => provider.cancel({ id: "fake-1" }, context),
      () => provider.probe(context),
    ];
    for (const call of calls) await expect(call()).rejects.toMatchObject({ code: "missing_credentials" });
    expect(provider.service.calls).toStrictEqual([]);
  });

  it("is what its options say: synchronous, without a key, without a price, with less to offer", async () => {
    const provider = fakeProvider({
      id: "other",
      delivery: "sync",
      hasKey: false,
      microUsd: undefined,
      capabilities: { sliders: false },
    });
    expect(provider).toMatchObject({ id: "other", delivery: "sync", cancelable: false, local: false });
    expect(provider.hasCredentials()).toBe(false);
    expect(provider.capabilities).toMatchObject({ sliders: false, styles: true });
    expect(provider.prices.microUsd["krea-2-medium"]).toStrictEqual({});
  });
});
