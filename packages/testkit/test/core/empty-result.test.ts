import { createKrea2 } from "@unikrea/core";
import { describe, expect, it } from "vitest";
import { answering, countedIds, fakeClock, fakeProvider, TINY_IMAGES } from "../../src/index.ts";
import { failureOf, REQUEST, stage } from "./stage.ts";

/** Says of the first job that it is done, without its image. */
const empty = answering({ id: "fake-1", state: "done", urls: [] });
const times = (count: number) => Array.from({ length: count }, () => empty);

describe("a job that is done without an image", () => {
  it("is looked at up to five times more, and then reported as paid without result", async () => {
    const { k2, fails, provider } = stage({ twists: { poll: times(50) } });
    const error = await fails(k2.generate(REQUEST));
    expect(error).toMatchObject({ code: "paid_without_result", outcome: "settled", billed: "maybe" });
    expect(error.attempts).toMatchObject([
      { outcome: "settled", billed: "maybe", code: "paid_without_result" },
    ]);
    expect(provider.service.made("poll").map(({ at }) => at)).toStrictEqual([
      1200, 3200, 5200, 7200, 9200, 11_200,
    ]);
  });

  it("is asked about again when it is resumed: its link may have come", async () => {
    const { k2, ends, fails } = stage({ twists: { poll: times(6) } });
    const error = await fails(k2.generate(REQUEST));
    const { images, failures } = await ends(k2.resume(JSON.parse(JSON.stringify(error.job))));
    expect(images).toHaveLength(1);
    expect(failures).toStrictEqual([]);
  });

  it("is looked at again too when the submission itself said so", async () => {
    const { k2, ends } = stage({ latencyMs: 1000, twists: { submit: [empty] } });
    const error = await ends(k2.generate(REQUEST, { timeoutMs: 20_000 }).catch((thrown: unknown) => thrown));
    // The service knows nothing of a job that it has not taken, so it is drawn for ever.
    expect(error).toMatchObject({ code: "timeout", outcome: "accepted", billed: "maybe" });
  });

  it("is not asked about where there is nothing to ask", async () => {
    const { k2, fails } = stage({ delivery: "sync", twists: { submit: [empty] } });
    const error = await fails(k2.generate(REQUEST));
    expect(error).toMatchObject({ code: "paid_without_result", outcome: "settled", billed: "maybe" });
    expect(await fails(k2.resume(error.job))).toMatchObject({ code: "paid_without_result", billed: "maybe" });
  });

  it("is looked for again when it is resumed or recovered, where the service keeps its answers", async () => {
    const clock = fakeClock();
    const fake = fakeProvider({ delivery: "sync", twists: { submit: [empty] } });
    let isLogDown = true;
    const provider = {
      ...fake,
      findAfterMs: [1000],
      async find() {
        if (isLogDown) throw new TypeError("fetch failed");
        const images = [{ url: "https://images.example.net/fake-1.png" }];
        const outcome = { status: "settled", images, failures: [] } as const;
        return { status: "accepted", token: { id: "fake-1" }, outcome, isInferred: false } as const;
      },
    };
    const k2 = createKrea2({ providers: [provider], clock, newId: countedIds() });
    const error = await failureOf(clock, k2.generate(REQUEST));
    expect(error).toMatchObject({ code: "paid_without_result", billed: "maybe" });
    isLogDown = false;
    const [recovered] = await clock.settle(k2.recover({ minAgeMs: 0 }));
    expect(recovered?.result?.images).toHaveLength(1);
    // What the ledger knows by now counts for an old copy of the job, too.
    isLogDown = true;
    const { images, failures } = await clock.settle(k2.resume(JSON.parse(JSON.stringify(error.job))));
    expect([images.length, failures]).toStrictEqual([1, []]);
    expect(fake.service.made("submit")).toHaveLength(1);
  });

  it("is not lost among others that brought theirs", async () => {
    const nothing = answering({ id: "fake-1", state: "done", urls: [] });
    const { k2, ends } = stage({ delivery: "sync", twists: { submit: [nothing] } });
    const result = await ends(k2.generate({ ...REQUEST, n: 2, seed: 1 }));
    expect(result.images.map(({ seed }) => seed)).toStrictEqual([2]);
    expect(result.failures).toMatchObject([
      { code: "paid_without_result", outcome: "settled", billed: "maybe" },
    ]);
    expect(result.attempts.map(({ billed }) => billed)).toStrictEqual(["maybe", "yes"]);
    expect(result.spend).toStrictEqual({ usd: 0.03, basis: "estimated", atRiskUsd: 0.03 });
  });

  it("is looked for by whoever recovers, also once the caller has read what the others brought", async () => {
    const clock = fakeClock();
    const fetch = async () => new Response(TINY_IMAGES["image/png"]);
    const fake = fakeProvider({ delivery: "sync", fetch, twists: { submit: [empty] } });
    const image = { url: "https://images.example.net/fake-1.png" };
    const found = { status: "settled", images: [image], failures: [] } as const;
    let isLogged = false;
    const provider = {
      ...fake,
      findAfterMs: [1000],
      find: async () =>
        isLogged
          ? ({ status: "accepted", token: { id: "fake-1" }, outcome: found, isInferred: false } as const)
          : ({ status: "unknown", reason: "the log lags" } as const),
    };
    const k2 = createKrea2({ providers: [provider], clock, newId: countedIds() });
    const { images } = await clock.settle(k2.generate({ ...REQUEST, n: 2, seed: 1 }));
    expect(images.map(({ seed }) => seed)).toStrictEqual([2]);
    await clock.settle(Promise.all(images.map((one) => one.bytes())));
    // What the caller has is not handed over again.
    for (let times = 0; times < 2; times++) {
      const [looked] = await clock.settle(k2.recover({ minAgeMs: 0 }));
      expect(looked).toMatchObject({ state: "settled", error: { code: "paid_without_result" } });
      expect(looked?.result).toBeUndefined();
    }
    isLogged = true;
    const [recovered] = await clock.settle(k2.recover({ minAgeMs: 0 }));
    expect(recovered).toMatchObject({ state: "settled", result: { images: [{ seed: 1 }, { seed: 2 }] } });
    await clock.settle(Promise.all(recovered?.result?.images.map((one) => one.bytes()) ?? []));
    expect(await clock.settle(k2.recover({ minAgeMs: 0 }))).toStrictEqual([]);
    expect(fake.service.made("submit")).toHaveLength(2);
  });

  it("may be billed, says whoever stops it", async () => {
    const { k2, fails, ends } = stage({ twists: { poll: times(50) } });
    const { job } = await fails(k2.generate(REQUEST));
    if (!job) expect.fail("the error lost the job");
    expect(await ends(k2.cancel(job))).toMatchObject({ billed: "maybe" });
  });
});
