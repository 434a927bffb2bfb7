import { createKrea2, type Krea2Options } from "@unikrea/core";
import { describe, expect, it } from "vitest";
import { fakeClock, fakeProvider, INPUT_IMAGES } from "../../src/index.ts";
import { REQUEST } from "./stage.ts";
import { team } from "./team.ts";

describe("what a plan costs", () => {
  it("is the price table's word for all images, with where it was read", () => {
    const { k2 } = team([{}]);
    expect(k2.plan({ ...REQUEST, n: 3 }).providers[0]?.estimate).toStrictEqual({
      usd: 0.09,
      perImageUsd: 0.03,
      n: 3,
      tier: "text",
      basis: "listed",
      source: "nowhere: it is a fake",
      checkedOn: "2026-01-01",
    });
  });

  it("is not known where the price is not, and never 0", () => {
    const { k2 } = team([{ microUsd: undefined }]);
    const { providers, worstCaseUsd } = k2.plan(REQUEST);
    expect(providers[0]?.estimate).toStrictEqual({
      ...{ usd: undefined, perImageUsd: undefined, n: 1, tier: "text" },
      ...{ basis: undefined, source: undefined, checkedOn: undefined },
    });
    expect(worstCaseUsd).toBeUndefined();
  });

  it("is that of what would be sent: what is left out costs nothing", () => {
    const provider = fakeProvider({ id: "a" });
    const { references: _, ...capabilities } = provider.capabilities;
    const request = { ...REQUEST, references: [{ image: INPUT_IMAGES.url }] };
    const [withReferences, without] = [provider, { ...provider, capabilities }].map((one) => {
      const prices = { a: { usd: { "krea-2-medium": { references: 0.05 } } } };
      const k2 = createKrea2({ providers: [one], prices, clock: fakeClock() });
      return k2.plan(request, { onUnsupported: "warn" }).providers[0];
    });
    expect(withReferences?.estimate).toMatchObject({ usd: 0.05, tier: "references" });
    expect(without?.estimate).toMatchObject({ usd: 0.03, tier: "text" });
    const strength = without?.settings.find(({ path }) => path === "references[0].strength");
    expect(strength).toMatchObject({ status: "unsupported" });
  });

  it("warns where a call may not cost what all its images do: some would not be made", async () => {
    const { k2, ends } = team([{}, { microUsd: 20_000 }]);
    const [request, options] = [{ ...REQUEST, n: 4 }, { maxUsd: 0.1 }];
    expect(k2.plan(request, options).providers.map(({ warnings }) => warnings)).toStrictEqual([
      [
        {
          type: "suspicious",
          path: "n",
          message: "4 images cost $0.12 on a, more than the $0.1 for this call: some would not be made",
          provider: "a",
        },
      ],
      [],
    ]);
    expect((await ends(k2.generate(request, options))).images).toHaveLength(3);
  });

  const dear: Partial<Krea2Options> = { budget: { perRequestUsd: 0.05 } };
  it.each<[string, object, Partial<Krea2Options>, number]>([
    ["the dearest that may be asked", {}, {}, 0.08],
    ["everybody, for who chooses to pay again", { onUnknown: "pay-again" }, {}, 0.14],
    ["what the call may cost", { maxUsd: 0.07 }, {}, 0.07],
    ["what the budget has for a call", {}, dear, 0.05],
  ])("is at the worst %s", (_, options, client, usd) => {
    const { k2 } = team([{}, { microUsd: 40_000 }], client);
    expect(k2.plan({ ...REQUEST, n: 2 }, options).worstCaseUsd).toBe(usd);
  });

  const WHY = "(what is lost may be run and billed twice)";
  it("is at the worst twice the estimate where a lost run may be run twice", () => {
    const providers = [{ ...fakeProvider({ id: "a" }), mayRunTwice: true }, fakeProvider({ id: "b" })];
    const k2 = createKrea2({ providers, clock: fakeClock() });
    const request = { ...REQUEST, n: 2 };
    const plan = k2.plan(request);
    expect(plan.providers.map(({ estimate, worstCaseUsd }) => [estimate.usd, worstCaseUsd])).toStrictEqual([
      [0.06, 0.12],
      [0.06, 0.06],
    ]);
    expect(plan.worstCaseUsd).toBe(0.12);
    expect(k2.plan(request, { onUnknown: "pay-again" }).worstCaseUsd).toBe(0.18);
    expect(k2.plan(request, { maxUsd: 0.1 }).worstCaseUsd).toBe(0.1);
    const short = k2.plan(REQUEST, { maxUsd: 0.05 });
    expect(short.order).toStrictEqual(["b"]);
    expect(short.providers[0]?.reasons).toStrictEqual([
      `one image costs $0.06 ${WHY} on a, more than the $0.05 for this call`,
    ]);
  });
});
