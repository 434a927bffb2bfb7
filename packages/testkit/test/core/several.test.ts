import { describe, expect, it } from "vitest";
import { answering, delayed, failing, losingAnswer, refusing } from "../../src/index.ts";
import { REQUEST, stage } from "./stage.ts";
import { forever, team } from "./team.ts";

const FIVE = { ...REQUEST, n: 5, seed: 10 };
const FOREVER = Number.POSITIVE_INFINITY;

describe("several images of which some fail", () => {
  it("keeps the paid ones, says what became of each other, and what it may cost", async () => {
    const { k2, ends, provider } = stage({
      twists: { submit: [undefined, refusing(422), losingAnswer, refusing(500), undefined] },
    });
    const result = await ends(k2.generate(FIVE));
    expect(result.images.map(({ seed }) => seed)).toStrictEqual([10, 14]);
    expect(result.failures.map(({ code, outcome, billed }) => [code, outcome, billed])).toStrictEqual([
      ["request_rejected", "refused", "no"],
      ["outcome_unknown", "unknown", "maybe"],
      ["outcome_unknown", "unknown", "maybe"],
    ]);
    expect(result.attempts.map(({ outcome, billed }) => [outcome, billed])).toStrictEqual([
      ["settled", "yes"],
      ["refused", "no"],
      ["unknown", "maybe"],
      ["unknown", "maybe"],
      ["settled", "yes"],
    ]);
    expect(result.spend).toStrictEqual({ usd: 0.06, basis: "estimated", atRiskUsd: 0.06 });
    expect(result.job.parts).toHaveLength(5);
    expect(provider.service.made("submit")).toHaveLength(5);
  });

  it("asks elsewhere only for those of a job that did not come", async () => {
    const half = answering({ id: "a-1", state: "broken", urls: ["https://images.example.net/a-1-0.png"] });
    const twists = { poll: [half] };
    const { k2, ends, sent, providers } = team([{ capabilities: { imagesPerJob: 2 }, twists }, {}]);
    const { images, spend } = await ends(k2.generate({ ...REQUEST, n: 2 }));
    expect(images.map(({ url }) => url)).toStrictEqual([expect.stringContaining("a-1"), expect.anything()]);
    expect(spend).toMatchObject({ usd: 0.06, atRiskUsd: 0 });
    expect(sent()).toStrictEqual([1, 1]);
    expect(providers[1]?.service.made("submit")).toMatchObject([{ request: { n: 1 } }]);
  });

  it("throws only when there is no image at all, and then what may cost money comes first", async () => {
    const { k2, fails } = stage({ twists: { submit: [refusing(422), refusing(503), refusing(422)] } });
    const error = await fails(k2.generate({ ...REQUEST, n: 3, seed: 1 }));
    expect(error).toMatchObject({ code: "outcome_unknown", outcome: "unknown", billed: "maybe" });
    expect(error.attempts.map(({ billed }) => billed)).toStrictEqual(["no", "maybe", "no"]);
    expect(error.job?.parts).toHaveLength(3);
  });

  it("names what may have been paid for before what was never sent, so that outcome and billed agree", async () => {
    const nothing = answering({ id: "a-1", state: "done", urls: [] });
    const { k2, fails, sent } = team([{ twists: { poll: forever(nothing) } }], {
      budget: { totalUsd: 0.03 },
    });
    const error = await fails(k2.generate({ ...REQUEST, n: 2, seed: 1 }));
    expect(error).toMatchObject({ code: "paid_without_result", outcome: "settled", billed: "maybe" });
    expect(error.attempts.map(({ code, billed }) => [code, billed])).toStrictEqual([
      ["paid_without_result", "maybe"],
      ["budget_exceeded", "no"],
    ]);
    expect(sent()).toStrictEqual([1]);
  });

  it("names a job that still runs before one that was refused", async () => {
    const { k2, fails } = stage({ latencyMs: FOREVER, twists: { submit: [refusing(422)] } });
    const error = await fails(k2.generate({ ...REQUEST, n: 2, seed: 1 }, { timeoutMs: 20_000 }));
    expect(error).toMatchObject({ code: "timeout", outcome: "accepted", billed: "maybe" });
  });

  it("does not know the cost where the price is not known", async () => {
    const { k2, ends } = stage({ microUsd: undefined, twists: { submit: [undefined, losingAnswer] } });
    const { spend } = await ends(k2.generate({ ...REQUEST, n: 2, seed: 1 }));
    expect(spend).toStrictEqual({ usd: undefined, basis: "estimated", atRiskUsd: undefined });
  });

  it("submits what it can of a job that is collected later, and hands over the rest as failures", async () => {
    const { k2, ends } = stage({ twists: { submit: [undefined, refusing(422)] } });
    const job = await ends(k2.submit({ ...REQUEST, n: 2, seed: 1 }));
    const { images, failures } = await ends(k2.resume(JSON.parse(JSON.stringify(job))));
    expect(images).toHaveLength(1);
    expect(failures).toMatchObject([
      { code: "request_rejected", outcome: "refused", billed: "no", status: 422 },
    ]);
  });

  it("rejects a submission of which nothing was accepted", async () => {
    const { k2, fails } = stage({ twists: { submit: [refusing(429, { "retry-after": "3" })] } });
    const error = await fails(k2.submit(REQUEST));
    expect(error).toMatchObject({
      code: "rate_limited",
      outcome: "refused",
      billed: "no",
      retryAfterMs: 3000,
    });
  });
});

describe("siblings of a job that was refused", () => {
  it.each([
    [401, "authentication"],
    [402, "insufficient_credits"],
  ])("with a %i are not sent any more", async (status, code) => {
    const { k2, fails, provider } = stage({ twists: { submit: [refusing(status)] } }, { maxConcurrency: 1 });
    const error = await fails(k2.generate(FIVE));
    expect(error).toMatchObject({ code, outcome: "refused", billed: "no" });
    expect(error.attempts.map(({ outcome }) => outcome)).toStrictEqual([
      "refused",
      "not_sent",
      "not_sent",
      "not_sent",
      "not_sent",
    ]);
    expect(provider.service.made("submit")).toHaveLength(1);
  });

  it.each([422, 429, 500])("with a %i are sent, since it says nothing about them", async (status) => {
    const { k2, ends, provider } = stage({ twists: { submit: [refusing(status)] } }, { maxConcurrency: 1 });
    expect((await ends(k2.generate(FIVE))).images).toHaveLength(4);
    expect(provider.service.made("submit")).toHaveLength(5);
  });

  it("that were accepted before are collected all the same", async () => {
    const { k2, ends, provider } = stage(
      { twists: { submit: [undefined, undefined, refusing(402)] } },
      { maxConcurrency: 1 },
    );
    const { images, failures } = await ends(k2.generate(FIVE));
    expect(images.map(({ seed }) => seed)).toStrictEqual([10, 11]);
    expect(failures.map(({ outcome, billed }) => [outcome, billed])).toStrictEqual([
      ["refused", "no"],
      ["not_sent", "no"],
      ["not_sent", "no"],
    ]);
    expect(provider.service.made("submit")).toHaveLength(3);
  });

  it("of the next request are sent again: nothing is remembered", async () => {
    const { k2, fails, ends } = stage({ twists: { submit: [refusing(401)] } }, { maxConcurrency: 1 });
    await fails(k2.generate(FIVE));
    expect((await ends(k2.generate(FIVE))).images).toHaveLength(5);
  });
});

describe("how much is under way to one provider at once", () => {
  it.each([1, 3, 8])("is at most %i submissions", async (maxConcurrency) => {
    const { k2, ends, provider } = stage({ submitMs: 100, latencyMs: 1_000_000 }, { maxConcurrency });
    await ends(k2.submit({ ...REQUEST, n: 20 }));
    expect(provider.service.made("submit")).toHaveLength(20);
    expect(provider.service.peak("submit")).toBe(maxConcurrency);
  });

  it("is 32 when nobody says otherwise, over all calls of a client together", async () => {
    const { k2, ends, provider } = stage({ submitMs: 100, latencyMs: 1_000_000 });
    await ends(Promise.all(Array.from({ length: 5 }, () => k2.submit({ ...REQUEST, n: 20 }))));
    expect(provider.service.made("submit")).toHaveLength(100);
    expect(provider.service.peak("submit")).toBe(32);
  });

  it("is at most 32 polls, and no job is forgotten for that", async () => {
    const slow = Array.from({ length: 10_000 }, () => delayed(700));
    const { k2, ends, provider } = stage({ latencyMs: 10_000, twists: { poll: slow } });
    const results = await ends(
      Promise.all(Array.from({ length: 10 }, () => k2.generate({ ...REQUEST, n: 20 }))),
    );
    expect(results.flatMap(({ images }) => images)).toHaveLength(200);
    expect(provider.service.peak("poll")).toBe(32);
  });

  it("counts no place twice and loses none, however the calls end", async () => {
    const submit = [
      refusing(500),
      undefined,
      failing(new Error("boom")),
      losingAnswer,
      undefined,
      refusing(422),
    ];
    const { k2, ends, provider, clock } = stage({ submitMs: 50, twists: { submit } }, { maxConcurrency: 2 });
    const controller = new AbortController();
    clock.setTimer(() => controller.abort(), 60);
    const calls = Array.from({ length: 20 }, (_, index) =>
      k2.generate(REQUEST, index % 2 === 0 ? { signal: controller.signal } : {}).catch(() => undefined),
    );
    await ends(Promise.all(calls));
    const before = provider.service.made("submit").length;
    // If a place was lost, this hangs or takes longer; if one was counted twice, more than two are under way.
    const startedAt = clock.now();
    await ends(k2.submit({ ...REQUEST, n: 6 }));
    expect(clock.now() - startedAt).toBe(150);
    expect(provider.service.made("submit")).toHaveLength(before + 6);
    expect(provider.service.peak("submit")).toBe(2);
  });

  it("does not send what was given up while it waited for a place", async () => {
    const { k2, ends, fails, provider, clock } = stage({ submitMs: 1000 }, { maxConcurrency: 1 });
    const controller = new AbortController();
    const first = k2.submit(REQUEST);
    clock.setTimer(() => controller.abort(), 100);
    const error = await fails(k2.generate(REQUEST, { signal: controller.signal }));
    expect(error).toMatchObject({ code: "aborted", outcome: "not_sent", billed: "no" });
    expect(clock.now()).toBe(100);
    await ends(first);
    expect(provider.service.made("submit")).toHaveLength(1);
  });
});
