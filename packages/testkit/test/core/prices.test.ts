import { createKrea2, isUnikreaError } from "@unikrea/core";
import { memoryLedger } from "@unikrea/core/ledger";
import { describe, expect, it } from "vitest";
import { fakeProvider } from "../../src/index.ts";
import { REQUEST } from "./stage.ts";
import { team } from "./team.ts";

const each = (usd: number) => ({ usd: { "krea-2-medium": { text: usd } } });

describe("your own prices", () => {
  it("are in the table of the provider that the client has, and leave the one that you made alone", () => {
    const { k2, providers } = team([{}, {}], { prices: { b: each(0.01) } });
    expect(k2.providers.map(({ prices }) => prices.microUsd["krea-2-medium"]?.text)).toStrictEqual([
      30_000, 10_000,
    ]);
    expect(providers.map(({ prices }) => prices.microUsd["krea-2-medium"]?.text)).toStrictEqual([
      30_000, 30_000,
    ]);
  });

  it("are what an image is estimated at", async () => {
    const { k2, ends, billed } = team([{}], { prices: { a: each(0.021) } });
    const { cost } = await ends(k2.generate({ ...REQUEST, n: 3 }));
    expect(cost).toMatchObject({ usd: 0.063, basis: "estimated" });
    expect(billed()).toStrictEqual([3]);
  });

  it("are what a budget and its holds count", async () => {
    const ledger = memoryLedger();
    const { k2, ends, fails, sent } = team([{}], {
      ledger,
      budget: { totalUsd: 0.05 },
      prices: { a: { discount: 0.2 } },
    });
    await ends(k2.generate(REQUEST));
    expect(await ledger.spent(["total"])).toStrictEqual([24_000]);
    await ends(k2.generate(REQUEST));
    expect(await fails(k2.generate(REQUEST))).toMatchObject({
      code: "budget_exceeded",
      outcome: "not_sent",
      billed: "no",
    });
    expect(sent()).toStrictEqual([2]);
  });

  it("are what a call with maxUsd is held against", async () => {
    const { k2, ends, fails, sent } = team([{}], { prices: { a: each(0.05) } });
    expect(await fails(k2.generate(REQUEST, { maxUsd: 0.04 }))).toMatchObject({ code: "budget_exceeded" });
    expect(sent()).toStrictEqual([0]);
    await ends(k2.generate(REQUEST, { maxUsd: 0.05 }));
    expect(sent()).toStrictEqual([1]);
  });

  it.each([
    ["the list", undefined, [1, 0]],
    ["a contract with the second", { b: each(0.029) }, [0, 1]],
    ["a discount at the second", { b: { discount: 0.01 } }, [0, 1]],
    ["a contract with the first that is dearer than its list", { a: each(0.031) }, [0, 1]],
  ])("decide with %s who is cheapest", async (_, prices, sent) => {
    const own = team([{}, {}], { routing: "cheapest", ...(prices && { prices }) });
    await own.ends(own.k2.generate(REQUEST));
    expect(own.sent()).toStrictEqual(sent);
  });

  it("make a provider usable within a budget whose price is not known", async () => {
    const budget = { totalUsd: 1 };
    const without = team([{ microUsd: undefined }], { budget });
    expect(await without.fails(without.k2.generate(REQUEST))).toMatchObject({ code: "budget_exceeded" });
    expect(without.sent()).toStrictEqual([0]);
    const discounted = team([{ microUsd: undefined }], { budget, prices: { a: { discount: 0.5 } } });
    expect(await discounted.fails(discounted.k2.generate(REQUEST))).toMatchObject({
      code: "budget_exceeded",
    });
    const own = team([{ microUsd: undefined }], { budget, prices: { a: each(0.02) } });
    expect((await own.ends(own.k2.generate(REQUEST))).cost.usd).toBe(0.02);
  });

  it("are refused with everything else that is wrong, at once", () => {
    const options = {
      providers: [fakeProvider({ id: "a" })],
      timeoutMs: 0,
      prices: { a: { usd: { "krea-2-medium": { text: -1 } }, discount: 2 }, b: {} },
    };
    try {
      createKrea2(options);
      expect.fail("it was taken");
    } catch (error) {
      if (!isUnikreaError(error)) throw error;
      expect([error.code, error.outcome, error.billed]).toStrictEqual(["invalid_input", "not_sent", "no"]);
      expect(error.issues.map(({ path }) => path)).toStrictEqual([
        "timeoutMs",
        "prices.a.usd.krea-2-medium.text",
        "prices.a.discount",
        "prices.b",
      ]);
    }
  });

  it("are refused where only their source is named: it would change nothing, without a word", () => {
    const options = { providers: [fakeProvider({ id: "a" })], prices: { a: { source: "contract 17" } } };
    expect(() => createKrea2(options)).toThrow(
      expect.objectContaining({
        code: "invalid_input",
        message: expect.stringContaining(
          'prices.a.source: expected usd or discount beside it (alone it changes no price), got "contract 17"',
        ),
      }),
    );
  });

  it("are not held against providers that are wrong themselves", () => {
    const options = { providers: [], prices: { a: { discount: 2 } } };
    expect(() => createKrea2(options)).toThrow(
      expect.objectContaining({
        issues: [
          expect.objectContaining({ path: "providers" }),
          expect.objectContaining({ path: "prices.a.discount" }),
        ],
      }),
    );
  });

  it("of a provider that is not there are a mistake that the compiler finds", () => {
    const a: ReturnType<typeof fakeProvider> & { readonly id: "a" } = { ...fakeProvider(), id: "a" };
    // @ts-expect-error there is no provider b
    expect(() => createKrea2({ providers: [a], prices: { b: {} } })).toThrow("prices.b");
    createKrea2({ providers: [a], prices: { a: {} } });
  });
});
