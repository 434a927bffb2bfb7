import { createKrea2, type GenerateRequest, type Krea2Options } from "@unikrea/core";
import { memoryLedger } from "@unikrea/core/ledger";
import type { ImageProvider } from "@unikrea/core/provider";
import { describe, expect, it } from "vitest";
import {
  countedIds,
  type FakeProviderOptions,
  fakeClock,
  fakeProvider,
  hanging,
  losingAnswer,
  refusing,
} from "../../src/index.ts";
import { failureOf, REQUEST, race } from "./stage.ts";

const FOREVER = Number.POSITIVE_INFINITY;
const WHY = "(what is lost may be run and billed twice)";

/** What comes of one look: not there, the service has it, or what is sent again is replayed, run, or lost once more. */
type Look = "gone" | "found" | "replayed" | "run" | "lost";

interface StageOptions {
  /** What comes of each look. */
  readonly looks?: readonly Look[];
  readonly twists?: FakeProviderOptions["twists"];
  readonly client?: Partial<Krea2Options>;
  readonly others?: readonly ImageProvider[];
  readonly hasPrice?: boolean;
}

/** A client whose provider `a` may send a lost submission again, and on whom everything is counted. */
function setStage({ looks = [], twists = {}, client, others = [], hasPrice = true }: StageOptions = {}) {
  const clock = fakeClock();
  const ledger = memoryLedger(clock);
  const atSending: unknown[] = [];
  const counted = async () => {
    const records = await ledger.list({ limit: 10 });
    return {
      held: records.map(({ heldMicroUsd }) => heldMicroUsd),
      total: (await ledger.spent(["total"]))[0],
    };
  };
  const microUsd = hasPrice ? 30_000 : undefined;
  const fake = fakeProvider({ id: "a", cancelable: false, finds: true, microUsd, twists });
  const again = async (look: Look | undefined, ...[lost, context]: Parameters<ImageProvider["find"]>) => {
    const { request, key } = lost;
    if (look === "found" || !request) return fake.find(lost, context);
    if (look === undefined || look === "gone") return { status: "unknown", reason: "not there" } as const;
    context.mayHaveRunTwice = true;
    if (look === "replayed") {
      const found = await fake.find(lost, context);
      context.mayHaveRunTwice = false;
      return found;
    }
    const { token, outcome } = await fake.submit(request, `${key}-again`, context);
    if (look === "lost") throw new Error("other side closed");
    return { status: "accepted", token, outcome, isInferred: false } as const;
  };
  let looked = 0;
  const a: ImageProvider = {
    ...fake,
    mayRunTwice: true,
    async submit(...given) {
      atSending.push(await counted());
      return fake.submit(...given);
    },
    find: (...given) => again(looks[looked++], ...given),
  };
  const k2 = createKrea2({
    ...{ providers: [a, ...others], clock, ledger, newId: countedIds(), maxRetries: 0 },
    ...{ budget: { totalUsd: 100 }, ...client },
  });
  return {
    ...{ clock, ledger, k2, atSending, counted, service: fake.service },
    bill: () => fake.service.billedImages(FOREVER),
  };
}

describe("a submission that may be run twice", () => {
  const lost = { submit: [losingAnswer] };
  const unsure = { usd: 0, atRiskUsd: 0.06 };

  it.each<
    [string, readonly Look[], FakeProviderOptions["twists"], object, readonly number[], number, number]
  >([
    ["is answered", [], {}, { usd: 0.03, atRiskUsd: 0 }, [0], 30_000, 1],
    ["is refused", [], { submit: [refusing(422)] }, { usd: 0, atRiskUsd: 0 }, [0], 0, 0],
    ["is lost, and found", ["found"], lost, { usd: 0.03, atRiskUsd: 0 }, [0], 30_000, 1],
    ["is lost, and not sent again", ["gone", "gone"], lost, { usd: 0, atRiskUsd: 0.03 }, [30_000], 30_000, 1],
    ["is sent again, and replayed", ["gone", "replayed"], lost, { usd: 0.03, atRiskUsd: 0 }, [0], 30_000, 1],
    ["is sent again, and run", ["gone", "run"], lost, { usd: 0.03, atRiskUsd: 0.03 }, [30_000], 60_000, 2],
    ["is sent again, and lost again", ["gone", "lost"], lost, unsure, [60_000], 60_000, 2],
  ])("is held twice before it leaves, and when it %s counts for what it may cost", async (...row) => {
    const [, looks, twists, money, held, total, bill] = row;
    const stage = setStage({ looks, twists });
    const { attempts } = await stage.clock.settle(stage.k2.generate(REQUEST).catch((error) => error));
    expect(stage.atSending).toStrictEqual([{ held: [60_000], total: 60_000 }]);
    expect(attempts).toMatchObject([money]);
    expect(await stage.counted()).toStrictEqual({ held, total });
    expect(stage.bill()).toBe(bill);
  });

  it("has both of its runs in the money of the result", async () => {
    const { clock, k2 } = setStage({ looks: ["gone", "run"], twists: lost });
    const { cost, spend, attempts } = await clock.settle(k2.generate(REQUEST));
    expect(cost.usd).toBe(0.03);
    expect(spend).toStrictEqual({ usd: 0.03, basis: "estimated", atRiskUsd: 0.03 });
    expect(attempts).toMatchObject([{ outcome: "settled", billed: "yes", usd: 0.03, atRiskUsd: 0.03 }]);
  });

  it("counts twice when the caller gives up while it is sent again", async () => {
    const stage = setStage({ looks: ["gone", "run"], twists: { submit: [losingAnswer, hanging] } });
    const caller = new AbortController();
    stage.clock.setTimer(() => caller.abort(), 10_000);
    const error = await failureOf(stage.clock, stage.k2.generate(REQUEST, { signal: caller.signal }));
    expect(error).toMatchObject({ code: "aborted", billed: "maybe", attempts: [unsure] });
    expect(error.message).toContain("2 that may still be billed (about $0.06)");
    expect(await stage.counted()).toStrictEqual({ held: [60_000], total: 60_000 });
  });

  it("counts twice for good, whatever is found after it was sent again", async () => {
    const stage = setStage({ looks: ["gone", "lost", "found"], twists: lost });
    const { spend } = await stage.clock.settle(stage.k2.generate(REQUEST, { onUnknown: "wait" }));
    expect(spend).toMatchObject({ usd: 0.03, atRiskUsd: 0.03 });
    expect([await stage.counted(), stage.bill()]).toStrictEqual([{ held: [30_000], total: 60_000 }, 2]);
  });

  it("is held twice for as long as it may be sent again", async () => {
    const stage = setStage({ looks: ["gone", "gone", "run"], twists: lost });
    const call = stage.k2.generate(REQUEST, { onUnknown: "wait" });
    call.catch(() => {});
    await stage.clock.advance(10_000);
    expect(await stage.counted()).toStrictEqual({ held: [60_000], total: 60_000 });
    expect((await stage.clock.settle(call)).spend).toMatchObject({ usd: 0.03, atRiskUsd: 0.03 });
  });

  it("is at risk for a sum that nobody knows where its price is not known", async () => {
    const client = { budget: {} };
    const run = setStage({ looks: ["gone", "run"], twists: lost, client, hasPrice: false });
    expect((await run.clock.settle(run.k2.generate(REQUEST))).spend.atRiskUsd).toBeUndefined();
    const answered = setStage({ client, hasPrice: false });
    expect((await answered.clock.settle(answered.k2.generate(REQUEST))).spend.atRiskUsd).toBe(0);
  });

  it("keeps its figures in a job that is stored and in the ledger of a process that is gone", async () => {
    const stage = setStage({ looks: ["gone", "run"], twists: lost });
    const { job } = await stage.clock.settle(stage.k2.generate(REQUEST));
    const stored = await stage.clock.settle(stage.k2.resume(JSON.parse(JSON.stringify(job))));
    expect(stored.spend).toMatchObject({ usd: 0.03, atRiskUsd: 0.03 });

    const died = setStage({ twists: { submit: [hanging] } });
    died.k2.generate(REQUEST).catch(() => {});
    await died.clock.advance(1000);
    const { ledger, clock } = died;
    const heir = createKrea2({ providers: [fakeProvider({ id: "a" })], clock, ledger });
    const [recovered] = await clock.settle(heir.recover({ minAgeMs: 0 }));
    expect(recovered?.error).toMatchObject({ code: "outcome_unknown", attempts: [unsure] });
    expect(await died.counted()).toStrictEqual({ held: [60_000], total: 60_000 });
  });
});

describe("a limit with money for one run of a submission that may be run twice", () => {
  const spare = fakeProvider({ id: "b" });
  it.each<[string, Partial<Krea2Options>, object, string]>([
    [
      "of the call",
      {},
      { maxUsd: 0.05 },
      `one image costs $0.06 ${WHY} on a, more than the $0.05 for this call`,
    ],
    ["of each call", { budget: { perRequestUsd: 0.05 } }, {}, `$0.06 ${WHY} on a, more than the $0.05`],
    ["of a day", { budget: { perDayUsd: 0.05 } }, {}, `$0.06 ${WHY}, which is more than the budget has left`],
    ["of all", { budget: { totalUsd: 0.05 } }, {}, `$0.06 ${WHY}, which is more than the budget has left`],
  ])("%s refuses it before anything is sent, and says why", async (_, client, call, message) => {
    const { k2, clock, service, ledger } = setStage({ client });
    const error = await failureOf(clock, k2.generate(REQUEST, call));
    expect(error).toMatchObject({ code: "budget_exceeded", outcome: "not_sent", billed: "no" });
    expect(error.message).toContain(message);
    for (const { atRiskUsd } of error.attempts) expect(atRiskUsd).toBe(0);
    expect(service.calls).toStrictEqual([]);
    expect(await ledger.spent(["total"])).toStrictEqual([0]);
  });

  it("lets it go to somebody who runs it once", async () => {
    const { k2, clock } = setStage({ others: [spare] });
    const { provider, skipped } = await clock.settle(k2.generate(REQUEST, { maxUsd: 0.05 }));
    expect([provider, skipped.map(({ code }) => code)]).toStrictEqual(["b", ["budget_exceeded"]]);
  });

  it("lets it go to somebody who runs it once, also when only the budget's counters say no", async () => {
    const { k2, clock, service } = setStage({ others: [spare], client: { budget: { totalUsd: 0.05 } } });
    const { provider, attempts } = await clock.settle(k2.generate(REQUEST));
    expect([provider, attempts.map(({ code }) => code)]).toStrictEqual(["b", ["budget_exceeded", undefined]]);
    expect(service.calls).toStrictEqual([]);
  });

  it("makes as many of its images as it has money for twice, and says why not more", async () => {
    const { k2, clock, bill } = setStage();
    const request: GenerateRequest = { ...REQUEST, n: 3 };
    const { images, failures } = await clock.settle(k2.generate(request, { maxUsd: 0.13 }));
    expect([images.length, bill()]).toStrictEqual([2, 2]);
    expect(failures).toMatchObject([{ code: "budget_exceeded", billed: "no" }]);
    expect(failures[0]?.message).toBe(
      `it costs $0.06 ${WHY} and $0.12 may be spent already, of $0.13 for this call, so it was not sent`,
    );
    expect(k2.plan(request, { maxUsd: 0.13 }).providers[0]?.warnings).toMatchObject([
      { path: "n", message: expect.stringContaining(`3 images cost $0.18 ${WHY} on a, more than the $0.13`) },
    ]);
  });

  it("is kept by 64 racers whose answers are all lost, and who are all run twice", async () => {
    // 37 images of $0.03.
    const looks = Array.from({ length: 36 }, (_, at): Look => (at < 18 ? "gone" : "run"));
    const twists = { submit: Array.from({ length: 18 }, () => losingAnswer) };
    const client = { budget: { totalUsd: 1.12 } };
    const { k2, clock, bill, ledger } = setStage({ looks, twists, client });
    const ends = await race(k2, clock, 64);
    expect(ends.filter((end) => end === "made")).toHaveLength(18);
    expect(ends.filter((end) => end === "budget_exceeded")).toHaveLength(46);
    expect([bill(), await ledger.spent(["total"])]).toStrictEqual([36, [1_080_000]]);
  });
});
