import { createKrea2 } from "@unikrea/core";
import { memoryLedger } from "@unikrea/core/ledger";
import { describe, expect, it } from "vitest";
import {
  countedIds,
  type FakeProviderOptions,
  failing,
  fakeClock,
  fakeProvider,
  losingAnswer,
} from "../../src/index.ts";
import { failureOf, REQUEST } from "./stage.ts";
import { forever } from "./team.ts";

const PATIENT = { onUnknown: "wait" } as const;
const FOREVER = Number.POSITIVE_INFINITY;
const notNow = failing(new Error("not now"));

/** Clients of one account that takes one submission at a time, whose first answer is lost. */
function clients(count: number, options: FakeProviderOptions) {
  const clock = fakeClock();
  const fake = fakeProvider({ id: "a", finds: true, latencyMs: 1000, ...options });
  const promises = { shared: count > 1, durability: "machine" } as const;
  const ledger = { ...memoryLedger(clock), promises };
  const newId = countedIds();
  const provider = { ...fake, submitsAtOnce: 1 };
  const create = () => createKrea2({ providers: [provider], clock, newId, ledger, maxRetries: 0 });
  const all = Array.from({ length: count }, create);
  return { clock, first: all[0] ?? create(), last: all.at(-1) ?? create(), service: fake.service };
}

describe("a call that waits for what became of its submission", () => {
  const twists = { submit: [losingAnswer], find: forever(notNow) };

  it.each([
    ["of the same process, whose turn it is", 1],
    ["of another process, which gets the lane", 2],
  ])("does not keep others waiting %s", async (_, count) => {
    const { clock, first, last, service } = clients(count, { twists });
    const lost = first.generate(REQUEST, PATIENT);
    lost.catch(() => {});
    await clock.advance(500);
    const startedAt = clock.now();
    expect((await clock.settle(last.generate(REQUEST))).images).toHaveLength(1);
    // The looks that every lost submission gets, at 1 and 3 s, and the image of the other.
    expect(clock.now() - startedAt).toBeLessThan(6000);
    const error = await failureOf(clock, lost);
    expect(error).toMatchObject({ code: "outcome_unknown", outcome: "unknown", billed: "maybe" });
    expect(clock.now()).toBe(300_000);
    expect([service.made("submit").length, service.billedImages(FOREVER)]).toStrictEqual([2, 2]);
    expect(clock.pendingTimers).toBe(0);
  });

  it("keeps others waiting while it looks as everybody does", async () => {
    const { clock, first, last, service } = clients(1, { twists });
    const lost = first.generate(REQUEST, { ...PATIENT, timeoutMs: 60_000 });
    await clock.advance(500);
    await clock.settle(last.generate(REQUEST));
    await failureOf(clock, lost);
    expect(service.made("submit").map(({ at }) => at)).toStrictEqual([0, 3000]);
  });

  it("gets its image when it is found at last, and what is proved to be absent is made elsewhere", async () => {
    const find = Array.from({ length: 4 }, () => notNow);
    const found = clients(1, { twists: { submit: [losingAnswer], find } });
    expect((await found.clock.settle(found.first.generate(REQUEST, PATIENT))).images).toHaveLength(1);
    expect(found.service.made("find").map(({ at }) => at)).toStrictEqual([
      1000, 3000, 23_000, 43_000, 63_000,
    ]);
    expect(found.service.billedImages(FOREVER)).toBe(1);

    const clock = fakeClock();
    const absent = { submit: [failing(new TypeError("fetch failed"))], find };
    const providers = [fakeProvider({ id: "a", finds: true, twists: absent }), fakeProvider({ id: "b" })];
    const k2 = createKrea2({ providers, clock, newId: countedIds() });
    const { provider, attempts } = await clock.settle(k2.generate(REQUEST, PATIENT));
    expect(provider).toBe("b");
    expect(attempts).toMatchObject([{ outcome: "not_sent", billed: "no" }, { billed: "yes" }]);
  });

  it("does not ask a provider that has no way to look", async () => {
    const { clock, first } = clients(1, { finds: false, twists });
    const error = await failureOf(clock, first.generate(REQUEST, PATIENT));
    expect(error).toMatchObject({ code: "outcome_unknown", outcome: "unknown", billed: "maybe" });
    expect(error.hint).toMatch(/^a has no way to look for it; it may be billed/);
    expect(clock.now()).toBe(0);
  });

  it("stops looking when it is given up", async () => {
    const { clock, first, service } = clients(1, { twists });
    const caller = new AbortController();
    clock.setTimer(() => caller.abort(), 10_000);
    const error = await failureOf(clock, first.generate(REQUEST, { ...PATIENT, signal: caller.signal }));
    expect(error).toMatchObject({ code: "aborted", outcome: "unknown", billed: "maybe" });
    expect(service.made("find")).toHaveLength(2);
    expect(clock.pendingTimers).toBe(0);
  });
});
