import { UnikreaError } from "@unikrea/core";
import { describe, expect, it } from "vitest";
import { answering, failing, hanging, losingAnswer, refusing, type Twist } from "../../src/index.ts";
import { REQUEST } from "./stage.ts";
import { forever, team } from "./team.ts";

const unreachable = failing(
  new UnikreaError("provider_unavailable", "a could not be reached", { phase: "submit", provider: "a" }),
);

describe("a provider that does not take the request", () => {
  it.each<[string, Twist, string]>([
    ["cannot be reached", unreachable, "provider_unavailable"],
    ["refuses the key", refusing(401), "authentication"],
    ["has no money left", refusing(402), "insufficient_credits"],
    ["has too much to do", refusing(429), "rate_limited"],
    ["has moved", refusing(404), "request_rejected"],
    ["finds it too large", refusing(413), "request_rejected"],
    ["was not reached by its edge", refusing(521), "provider_unavailable"],
  ])("because it %s hands over to the next, at once and without a second bill", async (_, twist, code) => {
    const { k2, ends, clock, sent, billed } = team([{ twists: { submit: [twist] } }, { latencyMs: 1000 }]);
    const startedAt = clock.now();
    const { images, provider, attempts, failures, spend } = await ends(k2.generate(REQUEST));
    expect(images).toHaveLength(1);
    expect(provider).toBe("b");
    expect(attempts).toMatchObject([
      { provider: "a", billed: "no", code },
      { provider: "b", outcome: "settled", billed: "yes", code: undefined },
    ]);
    expect(failures).toStrictEqual([]);
    expect(spend).toMatchObject({ usd: 0.03, atRiskUsd: 0 });
    expect([sent(), billed()]).toStrictEqual([
      [1, 1],
      [0, 1],
    ]);
    expect(clock.now() - startedAt).toBeLessThan(2500);
  });

  it.each([401, 402])("for a reason that will not mend itself (%i) is warned about", async (status) => {
    const { k2, ends } = team([{ twists: { submit: [refusing(status)] } }, {}]);
    const { warnings } = await ends(k2.generate(REQUEST));
    expect(warnings).toMatchObject([{ type: "failover", provider: "a" }]);
  });

  it.each<[string, Twist, string]>([
    ["the request is wrong", refusing(400), "request_rejected"],
    ["the request cannot be worked on", refusing(422), "request_rejected"],
    [
      "the content is not allowed",
      failing(
        new UnikreaError("content_rejected", "no", { outcome: "settled", billed: "no", phase: "submit" }),
      ),
      "content_rejected",
    ],
  ])("because %s is the last one asked: all would say so, or must not be asked", async (_, twist, code) => {
    const { k2, fails, sent } = team([{ twists: { submit: [twist] } }, {}]);
    expect(await fails(k2.generate(REQUEST))).toMatchObject({ code, billed: "no" });
    expect(sent()).toStrictEqual([1, 0]);
  });

  it("is not replaced when it is the only one that was named", async () => {
    const { k2, fails, sent } = team([{ twists: { submit: forever(refusing(402)) } }, {}]);
    const error = await fails(k2.generate(REQUEST, { provider: "a" }));
    expect(error).toMatchObject({ code: "insufficient_credits", outcome: "refused" });
    expect(sent()).toStrictEqual([1, 0]);
  });

  it("is followed by those that were named, in their order", async () => {
    const { k2, ends } = team([{}, { twists: { submit: [refusing(402)] } }, {}]);
    const { attempts } = await ends(k2.generate(REQUEST, { provider: ["b", "c"] }));
    expect(attempts.map(({ provider }) => provider)).toStrictEqual(["b", "c"]);
  });
});

describe("an answer that is lost", () => {
  it("is looked for, and the image comes from the job that was accepted", async () => {
    const { k2, ends, sent, billed } = team([{ finds: true, twists: { submit: [losingAnswer] } }, {}]);
    const { images, provider, attempts } = await ends(k2.generate(REQUEST));
    expect([images.length, provider]).toStrictEqual([1, "a"]);
    expect(attempts).toMatchObject([{ provider: "a", outcome: "settled", billed: "yes" }]);
    expect([sent(), billed()]).toStrictEqual([
      [1, 0],
      [1, 0],
    ]);
  });

  it("of a request that is proved never to have arrived is made good elsewhere", async () => {
    const twists = { submit: [failing(new TypeError("fetch failed"))] };
    const { k2, ends, sent, billed } = team([{ finds: true, twists }, {}]);
    const { provider, attempts } = await ends(k2.generate(REQUEST));
    expect(provider).toBe("b");
    expect(attempts).toMatchObject([{ provider: "a", outcome: "not_sent", billed: "no" }, { provider: "b" }]);
    expect([sent(), billed()]).toStrictEqual([
      [1, 1],
      [0, 1],
    ]);
  });

  it.each([
    ["there is no way to look", {}],
    ["looking proves nothing", { finds: true, provesAbsence: false }],
  ])("stays unknown where %s, and nobody else is paid", async (_, options) => {
    const twists = { submit: [failing(new TypeError("fetch failed"))] };
    const { k2, fails, sent } = team([{ ...options, twists }, {}]);
    const error = await fails(k2.generate(REQUEST));
    expect(error).toMatchObject({
      code: "outcome_unknown",
      outcome: "unknown",
      billed: "maybe",
      provider: "a",
    });
    expect(error.job?.parts).toHaveLength(1);
    expect(sent()).toStrictEqual([1, 0]);
  });

  it("is paid for again only when the caller chose that, and the risk is named", async () => {
    const twists = { submit: [losingAnswer] };
    const { k2, ends, sent, billed } = team([{ twists }, {}]);
    const { provider, spend, attempts } = await ends(k2.generate(REQUEST, { onUnknown: "pay-again" }));
    expect(provider).toBe("b");
    expect(attempts).toMatchObject([{ outcome: "unknown", billed: "maybe" }, { billed: "yes" }]);
    expect(spend).toMatchObject({ usd: 0.03, atRiskUsd: 0.03 });
    expect([sent(), billed()]).toStrictEqual([
      [1, 1],
      [1, 1],
    ]);
  });

  it("is looked for until the deadline when the caller chose to wait", async () => {
    const find = [...Array.from({ length: 4 }, () => failing(new Error("not now")))];
    const { k2, ends, providers } = team([{ finds: true, twists: { submit: [losingAnswer], find } }, {}]);
    const { provider } = await ends(k2.generate(REQUEST, { onUnknown: "wait" }));
    expect(provider).toBe("a");
    expect(providers[0]?.service.made("find")).toHaveLength(5);
  });
});

describe("a job that was accepted", () => {
  it("and failed without a charge is made elsewhere", async () => {
    const broken = answering({ id: "a-1", state: "broken", urls: [] });
    const { k2, ends, sent } = team([{ twists: { poll: [broken] } }, {}]);
    const { provider, attempts } = await ends(k2.generate(REQUEST));
    expect(provider).toBe("b");
    expect(attempts).toMatchObject([
      { code: "job_failed", outcome: "settled", billed: "no" },
      { billed: "yes" },
    ]);
    expect(sent()).toStrictEqual([1, 1]);
  });

  it("and gives no answer any more is not replaced: it may be billed", async () => {
    const { k2, fails, sent } = team([{ latencyMs: Number.POSITIVE_INFINITY, cancelable: false }, {}]);
    const error = await fails(k2.generate(REQUEST));
    expect(error).toMatchObject({ code: "timeout", outcome: "accepted", billed: "maybe" });
    expect(sent()).toStrictEqual([1, 0]);
  });

  it("and is stuck is stopped, and made elsewhere once that is confirmed", async () => {
    const { k2, ends, sent, billed, clock } = team([{ latencyMs: Number.POSITIVE_INFINITY }, {}]);
    const startedAt = clock.now();
    const { provider, attempts } = await ends(k2.generate(REQUEST));
    expect(provider).toBe("b");
    expect(attempts).toMatchObject([{ code: "job_canceled", billed: "no" }, { billed: "yes" }]);
    expect([sent(), billed()]).toStrictEqual([
      [1, 1],
      [0, 1],
    ]);
    expect(clock.now() - startedAt).toBeLessThan(130_000);
  });

  it("and is stuck is stopped although the service hangs when it is first asked to", async () => {
    const stuck = { latencyMs: Number.POSITIVE_INFINITY, twists: { cancel: [hanging, refusing(503)] } };
    const { k2, ends, sent, billed, providers } = team([stuck, {}]);
    expect((await ends(k2.generate(REQUEST))).provider).toBe("b");
    expect(providers[0]?.service.made("cancel").map(({ at }) => at)).toStrictEqual([
      120_000, 125_500, 126_500,
    ]);
    expect([sent(), billed()]).toStrictEqual([
      [1, 1],
      [0, 1],
    ]);
  });

  it("and is stuck is waited for on when nobody can say that it was stopped", async () => {
    const twists = { cancel: forever(refusing(500)) };
    const { k2, ends, sent } = team([{ latencyMs: 200_000, twists }, {}]);
    const { provider } = await ends(k2.generate(REQUEST));
    expect(provider).toBe("a");
    expect(sent()).toStrictEqual([1, 0]);
  });
});

describe("several images", () => {
  it("each go where they can be made, and come in their order", async () => {
    const submit = [undefined, refusing(429), undefined];
    const { k2, ends, billed } = team([{ twists: { submit } }, {}]);
    const { images, attempts, failures } = await ends(k2.generate({ ...REQUEST, n: 3, seed: 7 }));
    expect(images.map(({ seed, provider }) => [seed, provider])).toStrictEqual([
      [7, "a"],
      [8, "b"],
      [9, "a"],
    ]);
    expect(attempts).toHaveLength(4);
    expect(failures).toStrictEqual([]);
    expect(billed()).toStrictEqual([2, 1]);
  });

  it("are cut anew for a provider that makes fewer at once", async () => {
    const many = { capabilities: { imagesPerJob: 20 }, twists: { submit: [refusing(429)] } };
    const { k2, ends, sent } = team([many, {}]);
    const { images } = await ends(k2.generate({ ...REQUEST, n: 5 }));
    expect(images.map(({ provider }) => provider)).toStrictEqual(["b", "b", "b", "b", "b"]);
    expect(sent()).toStrictEqual([1, 5]);
  });

  it("of which one is nobody's say so, and bring the others", async () => {
    const submit = forever(refusing(402));
    const { k2, ends } = team([{ twists: { submit: [undefined, ...submit] } }, { twists: { submit } }], {
      maxConcurrency: 1,
    });
    const { images, failures } = await ends(k2.generate({ ...REQUEST, n: 2, seed: 1 }));
    expect(images.map(({ seed }) => seed)).toStrictEqual([1]);
    expect(failures).toMatchObject([{ code: "insufficient_credits", provider: "b" }]);
  });
});

describe("when nobody could take it for the moment", () => {
  it("all are asked again, twice at most, with growing pauses", async () => {
    const submit = forever(refusing(429));
    const { k2, fails, sent, providers } = team([{ twists: { submit } }, { twists: { submit } }]);
    const error = await fails(k2.generate(REQUEST));
    expect(error).toMatchObject({ code: "rate_limited", outcome: "refused", billed: "no" });
    expect(sent()).toStrictEqual([3, 3]);
    expect(providers[0]?.service.made("submit").map(({ at }) => at)).toStrictEqual([0, 125, 375]);
  });

  it("a provider that comes back makes the image", async () => {
    const { k2, ends, sent } = team([{ twists: { submit: [refusing(429), refusing(429)] } }]);
    expect((await ends(k2.generate(REQUEST))).images).toHaveLength(1);
    expect(sent()).toStrictEqual([3]);
  });

  it("nobody is asked sooner than the service said, and not at all when that is too late", async () => {
    const submit = forever(refusing(429, { "retry-after": "20" }));
    const patient = team([{ twists: { submit } }]);
    await patient.fails(patient.k2.generate(REQUEST));
    expect(patient.providers[0]?.service.made("submit").map(({ at }) => at)).toStrictEqual([
      0, 20_125, 40_375,
    ]);
    const hasty = team([{ twists: { submit } }]);
    await hasty.fails(hasty.k2.generate(REQUEST, { timeoutMs: 10_000 }));
    expect(hasty.sent()).toStrictEqual([1]);
  });

  it("what may have been accepted is not asked for again", async () => {
    const { k2, fails, sent } = team([{ twists: { submit: [hanging] }, submitTimeoutMs: 2000 }]);
    expect(await fails(k2.generate(REQUEST))).toMatchObject({ code: "outcome_unknown", billed: "maybe" });
    expect(sent()).toStrictEqual([1]);
  });
});
