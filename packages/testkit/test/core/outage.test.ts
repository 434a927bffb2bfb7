import { UnikreaError } from "@unikrea/core";
import { describe, expect, it } from "vitest";
import { failing, hanging, refusing } from "../../src/index.ts";
import { REQUEST } from "./stage.ts";
import { forever, team } from "./team.ts";

const unreachable = failing(
  new UnikreaError("provider_unavailable", "a could not be reached", { phase: "submit", provider: "a" }),
);

describe("a provider that is down", () => {
  it("gets no paid request after the fifth, until a free read has succeeded", async () => {
    const submit = Array.from({ length: 5 }, () => unreachable);
    const probe = [refusing(503)];
    const { k2, ends, sent, providers, clock } = team([
      { probes: true, twists: { submit, probe } },
      { delivery: "sync" },
    ]);
    for (let call = 0; call < 20; call++) await ends(k2.generate(REQUEST));
    expect(sent()).toStrictEqual([5, 20]);
    const probes = () => providers[0]?.service.made("probe").length;
    const before = probes();
    // The first interval is over: one probe, which fails, so nothing is sent.
    await clock.advance(20_000);
    await ends(k2.generate(REQUEST));
    expect([probes(), sent()[0]]).toStrictEqual([(before ?? 0) + 1, 5]);
    // The next probe succeeds, and the provider is used again.
    await clock.advance(60_000);
    expect((await ends(k2.generate(REQUEST))).provider).toBe("a");
    expect(sent()[0]).toBe(6);
  });

  it("is not asked at all while its key is refused, and again ten minutes later", async () => {
    const { k2, ends, sent, clock } = team([{ twists: { submit: [refusing(401)] } }, {}]);
    const first = await ends(k2.generate(REQUEST));
    expect(first.attempts[0]).toMatchObject({ code: "authentication", outcome: "refused" });
    const second = await ends(k2.generate(REQUEST));
    expect(second.attempts[0]).toMatchObject({ code: "authentication", outcome: "not_sent", provider: "a" });
    expect(sent()).toStrictEqual([1, 2]);
    await clock.advance(600_000);
    expect((await ends(k2.generate(REQUEST))).provider).toBe("a");
  });

  it("is asked all the same when it is the only one that is wanted: its key may have been changed", async () => {
    const { k2, ends, fails, sent } = team([{ twists: { submit: [refusing(401)] } }]);
    await fails(k2.generate(REQUEST));
    expect((await ends(k2.generate(REQUEST))).images).toHaveLength(1);
    expect(sent()).toStrictEqual([2]);
  });

  it("is named with its reason and the time to come back when all are down", async () => {
    const submit = forever(unreachable);
    const { k2, fails } = team([
      { probes: true, twists: { submit } },
      { probes: true, twists: { submit } },
    ]);
    for (let call = 0; call < 3; call++) await fails(k2.generate(REQUEST));
    const error = await fails(k2.generate(REQUEST));
    expect(error).toMatchObject({ code: "provider_unavailable", outcome: "not_sent", billed: "no" });
    expect(error.message).toMatch(/was not asked: it kept failing \(again in \d+ s\)/);
    expect(error.attempts.map(({ provider }) => provider)).toStrictEqual(expect.arrayContaining(["a", "b"]));
  });

  it("gets no more retries than its budget has, however many calls fail: one for each call, and six", async () => {
    const { k2, fails, sent } = team([{ twists: { submit: forever(refusing(429)) } }]);
    for (let call = 0; call < 20; call++) await fails(k2.generate(REQUEST));
    expect(sent()).toStrictEqual([26]);
  });

  it("is not called so by callers with little patience", async () => {
    const submit = [...Array.from({ length: 6 }, () => hanging), undefined];
    const { k2, fails, ends, sent } = team([{ twists: { submit } }, {}]);
    for (let call = 0; call < 6; call++) {
      const error = await fails(k2.generate(REQUEST, { timeoutMs: 1000 }));
      expect(error).toMatchObject({ outcome: "unknown", billed: "maybe" });
    }
    expect((await ends(k2.generate(REQUEST))).provider).toBe("a");
    expect(sent()).toStrictEqual([7, 0]);
  });
});
