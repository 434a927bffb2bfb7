import { createKrea2, type LedgerRecord } from "@unikrea/core";
import { memoryLedger } from "@unikrea/core/ledger";
import { describe, expect, it } from "vitest";
import { answering, countedIds, fakeClock, fakeProvider, losingAnswer } from "../../src/index.ts";
import { failureOf, REQUEST } from "./stage.ts";
import { team } from "./team.ts";

describe("the looks for a lost submission", () => {
  it("are told when it was sent, and which of them is the last", async () => {
    const clock = fakeClock();
    const fake = fakeProvider({
      id: "a",
      finds: true,
      provesAbsence: false,
      submitMs: 500,
      twists: { submit: [losingAnswer] },
    });
    const seen: unknown[] = [];
    const find: typeof fake.find = ({ looks, isLastLook, sentAt, lostAt }) => {
      seen.push({ looks, isLastLook, sentAt, lostAt });
      return Promise.resolve({ status: "unknown", reason: "not yet" });
    };
    const k2 = createKrea2({ providers: [{ ...fake, find }], clock, maxRetries: 0 });
    const at = clock.wallTime();
    const error = await failureOf(clock, k2.generate(REQUEST));
    expect(error).toMatchObject({ code: "outcome_unknown", outcome: "unknown", billed: "maybe" });
    expect(seen).toStrictEqual([
      { looks: 0, isLastLook: false, sentAt: at, lostAt: at + 500 },
      { looks: 1, isLastLook: true, sentAt: at, lostAt: at + 500 },
    ]);
  });

  it("begin once it is written down that the answer was lost, and when", async () => {
    const clock = fakeClock();
    const ledger = memoryLedger(clock);
    const noted: (LedgerRecord | undefined)[] = [];
    const note = async ({ usual }: { usual(): Promise<unknown> }) => {
      noted.push((await ledger.list({ limit: 1 }))[0]);
      return usual();
    };
    const twists = { submit: [losingAnswer], find: [note] };
    const provider = fakeProvider({ id: "a", finds: true, twists });
    const k2 = createKrea2({ providers: [provider], clock, newId: countedIds(), ledger });
    const lostAt = new Date(clock.wallTime()).toISOString();
    expect((await clock.settle(k2.generate(REQUEST))).images).toHaveLength(1);
    expect(noted).toMatchObject([{ state: "submitting", job: { parts: [{ lostAt }] } }]);
    expect(provider.service.billedImages(Number.POSITIVE_INFINITY)).toBe(1);
  });

  it("go on after one for which the ledger could not say which jobs are whose", async () => {
    const clock = fakeClock();
    const store = memoryLedger(clock);
    let lists = 0;
    const list: typeof store.list = (query) =>
      ++lists === 1 ? Promise.reject(new Error("it restarts")) : store.list(query);
    const ledger = { ...store, list, promises: { shared: true, durability: "machine" } as const };
    const fake = fakeProvider({ id: "a", finds: true, twists: { submit: [losingAnswer] } });
    const provider = { ...fake, submitsAtOnce: 1 };
    const k2 = createKrea2({ providers: [provider], clock, newId: countedIds(), ledger });
    expect((await clock.settle(k2.generate(REQUEST))).images).toHaveLength(1);
    expect(fake.service.made("find").map(({ at }) => at)).toStrictEqual([3000]);
  });

  it("give what was found to one call only: a stranger's picture is worse than a question", async () => {
    const find = [answering("a-1"), answering("a-1"), answering("a-1"), answering("a-1")];
    const twists = { submit: [losingAnswer, losingAnswer], find };
    const { k2, clock, billed } = team([{ finds: true, twists }]);
    const calls = [1, 2].map(() =>
      k2.generate(REQUEST).then(
        ({ images }) => images.map(({ url }) => url),
        ({ code, billed }) => ({ code, billed }),
      ),
    );
    const [one, other] = await clock.settle(Promise.all(calls));
    expect(one).toStrictEqual([expect.stringContaining("a-1")]);
    expect(other).toStrictEqual({ code: "outcome_unknown", billed: "maybe" });
    expect(billed()).toStrictEqual([2]);
  });
});
