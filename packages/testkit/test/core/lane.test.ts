import { createKrea2 } from "@unikrea/core";
import { memoryLedger } from "@unikrea/core/ledger";
import { describe, expect, it } from "vitest";
import { countedIds, fakeClock, fakeProvider } from "../../src/index.ts";
import { REQUEST } from "./stage.ts";

describe("a provider whose lost jobs can only be told by their time", () => {
  /** Clients before one account, each submission of which takes a second to be answered. */
  function clients(count: number, isShared: boolean) {
    const clock = fakeClock();
    const fake = fakeProvider({ id: "a", submitMs: 1000, latencyMs: 100 });
    const provider = { ...fake, submitsAtOnce: 1 };
    const promises = { shared: isShared, durability: "machine" } as const;
    const ledger = { ...memoryLedger(clock), promises };
    const newId = countedIds();
    const all = Array.from({ length: count }, () =>
      createKrea2({ providers: [provider], clock, newId, ledger }),
    );
    return { clock, all, service: fake.service };
  }

  it("gets one submission at a time of a process", async () => {
    const { clock, all, service } = clients(1, false);
    const calls = [1, 2, 3].flatMap(() => all.map((k2) => k2.generate(REQUEST)));
    expect(await clock.settle(Promise.all(calls))).toHaveLength(3);
    expect(service.peak("submit")).toBe(1);
    expect(service.billedImages(Number.POSITIVE_INFINITY)).toBe(3);
  });

  it("gets one at a time of all processes that share a ledger, and the next as soon as one is answered", async () => {
    const { clock, all, service } = clients(3, true);
    const startedAt = clock.now();
    await clock.settle(Promise.all(all.map((k2) => k2.generate(REQUEST))));
    expect(service.peak("submit")).toBe(1);
    expect(service.billedImages(Number.POSITIVE_INFINITY)).toBe(3);
    expect(clock.now() - startedAt).toBeLessThan(10_000);
  });
});
