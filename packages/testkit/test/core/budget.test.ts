import { type LedgerStore, memoryLedger } from "@unikrea/core/ledger";
import { describe, expect, it } from "vitest";
import { failing, losingAnswer, refusing } from "../../src/index.ts";
import { REQUEST, race } from "./stage.ts";
import { team } from "./team.ts";

describe("a budget", () => {
  it("is never exceeded by 64 racers, and its last image is still made", async () => {
    // 37 images of $0.03.
    const { k2, clock, billed } = team([{}], { budget: { totalUsd: 1.12 } });
    const ends = await race(k2, clock, 64);
    expect(ends.filter((end) => end === "made")).toHaveLength(37);
    expect(ends.filter((end) => end === "budget_exceeded")).toHaveLength(27);
    expect(billed()).toStrictEqual([37]);
  });

  it("gets back what was refused, failed or stopped without a charge", async () => {
    const submit = [refusing(402), failing(new TypeError("fetch failed"))];
    const { k2, ends, fails } = team([{ finds: true, twists: { submit } }], { budget: { totalUsd: 0.03 } });
    await fails(k2.generate(REQUEST));
    expect((await ends(k2.generate(REQUEST))).images).toHaveLength(1);
    expect(await fails(k2.generate(REQUEST))).toMatchObject({
      code: "budget_exceeded",
      outcome: "not_sent",
      billed: "no",
    });
  });

  it("keeps holding what may have been billed", async () => {
    const ledger = memoryLedger();
    const { k2, fails, sent } = team([{ twists: { submit: [losingAnswer] } }], {
      budget: { totalUsd: 0.05 },
      ledger,
    });
    expect(await fails(k2.generate(REQUEST))).toMatchObject({ code: "outcome_unknown" });
    expect(await fails(k2.generate(REQUEST))).toMatchObject({ code: "budget_exceeded" });
    expect(sent()).toStrictEqual([1]);
    expect(await ledger.spent(["total"])).toStrictEqual([30_000]);
  });

  it("of a call counts all its attempts, those that may be billed included", async () => {
    const { k2, fails, sent } = team([{ twists: { submit: [losingAnswer] } }, {}]);
    const error = await fails(k2.generate(REQUEST, { onUnknown: "pay-again", maxUsd: 0.05 }));
    expect(error).toMatchObject({ code: "outcome_unknown", billed: "maybe" });
    expect(error.attempts).toMatchObject([
      { outcome: "unknown" },
      { code: "budget_exceeded", outcome: "not_sent" },
    ]);
    expect(sent()).toStrictEqual([1, 0]);
  });

  it("stops a call that would go over before anything is sent, and says by how much", async () => {
    const { k2, fails, sent } = team([{}, {}]);
    const error = await fails(k2.generate(REQUEST, { maxUsd: 0.02 }));
    expect(error).toMatchObject({ code: "budget_exceeded", outcome: "not_sent", billed: "no" });
    expect(error.message).toContain("$0.03 on a, more than the $0.02");
    expect(sent()).toStrictEqual([0, 0]);
  });

  it("refuses what has no price, since that cannot be held against it", async () => {
    const { k2, fails } = team([{ microUsd: undefined }], { budget: { perDayUsd: 5 } });
    expect(await fails(k2.generate(REQUEST))).toMatchObject({ code: "budget_exceeded", outcome: "not_sent" });
  });

  it("of a day begins anew on the next", async () => {
    const { k2, ends, fails, clock } = team([{}], { budget: { perDayUsd: 0.03 } });
    await ends(k2.generate(REQUEST));
    await fails(k2.generate(REQUEST));
    await clock.advance(86_400_000);
    expect((await ends(k2.generate(REQUEST))).images).toHaveLength(1);
  });
});

/** A ledger whose first reservation is granted only when the test says so. */
function lateLedger() {
  const store = memoryLedger();
  let grant = () => {};
  const granted = new Promise<void>((resolve) => {
    grant = resolve;
  });
  let spends = 0;
  const spend: LedgerStore["spend"] = async (changes) => {
    if (++spends === 1) await granted;
    return store.spend(changes);
  };
  return { ledger: { ...store, spend }, grant: () => grant() };
}

describe("a reservation that the ledger grants too late", () => {
  it("is given back when the caller has given up meanwhile", async () => {
    const { ledger, grant } = lateLedger();
    const { k2, fails, clock, sent } = team([{}], { budget: { totalUsd: 0.05 }, ledger });
    const caller = new AbortController();
    const call = k2.generate(REQUEST, { signal: caller.signal });
    call.catch(() => {});
    await clock.advance(100);
    caller.abort();
    expect(await fails(call)).toMatchObject({ code: "aborted", outcome: "not_sent", billed: "no" });
    expect(clock.now()).toBe(100);
    grant();
    await clock.advance(0);
    expect(await ledger.spent(["total"])).toStrictEqual([0]);
    expect(sent()).toStrictEqual([0]);
  });

  it("is given back when the ledger was taken for dead meanwhile", async () => {
    const { ledger, grant } = lateLedger();
    const { k2, fails, clock, sent } = team([{}], { budget: { totalUsd: 0.05 }, ledger });
    expect(await fails(k2.generate(REQUEST))).toMatchObject({ code: "ledger_error", outcome: "not_sent" });
    grant();
    await clock.advance(0);
    expect(await ledger.spent(["total"])).toStrictEqual([0]);
    expect(sent()).toStrictEqual([0]);
  });

  it("does not keep a call beyond its deadline when it is to be given back and the ledger is silent", async () => {
    const store = memoryLedger();
    // The write hangs, and so does what gives the reservation back.
    const never = () => new Promise<never>(() => {});
    const spend: LedgerStore["spend"] = (changes) =>
      changes.some(({ deltaMicroUsd }) => deltaMicroUsd < 0) ? never() : store.spend(changes);
    const ledger = { ...store, spend, create: never };
    const { k2, fails, clock } = team([{}], { budget: { totalUsd: 0.05 }, ledger });
    const error = await fails(k2.generate(REQUEST, { timeoutMs: 3000 }));
    expect(error).toMatchObject({ outcome: "not_sent", billed: "no" });
    expect(clock.now()).toBeLessThanOrEqual(4000);
  });
});
