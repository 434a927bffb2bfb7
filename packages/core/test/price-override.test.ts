import { describe, expect, it } from "vitest";
import { MODELS, PRICE_TIERS, type PriceOverride, type PriceTable, priceOf } from "../src/index.ts";
import { check } from "../src/issue.ts";
import { parseRequest } from "../src/parse-request.ts";
import { estimateMicroUsd } from "../src/price.ts";
import { overridePrices, priceOverrides } from "../src/price-override.ts";

const list: PriceTable = {
  source: "the list",
  checkedOn: "2026-01-01",
  microUsd: {
    "krea-2-medium": { text: 30_000, references: 35_000, moodboard: 40_000 },
    "krea-2-medium-turbo": { references: 17_500 },
  },
  origins: {
    "krea-2-medium": {
      references: { basis: "observed", source: "an answer" },
      moodboard: { basis: "inferred" },
    },
  },
};
const figures = (prices: PriceTable) =>
  MODELS.flatMap((model) =>
    PRICE_TIERS.flatMap((tier) => {
      const price = priceOf(prices, model, tier);
      return price ? [`${model} ${tier} ${price.microUsd}`] : [];
    }),
  );

describe("a list with your own prices in it", () => {
  it.each<[string, PriceOverride, string[]]>([
    [
      "is the list where you have none",
      {},
      [
        "krea-2-medium text 30000",
        "krea-2-medium references 35000",
        "krea-2-medium moodboard 40000",
        "krea-2-medium-turbo references 17500",
      ],
    ],
    [
      "has the discount on the list, to whole micro-dollars",
      { discount: 0.123456 },
      [
        "krea-2-medium text 26296",
        "krea-2-medium references 30679",
        "krea-2-medium moodboard 35062",
        "krea-2-medium-turbo references 15340",
      ],
    ],
    [
      "has your figures as they are, beside a discount on the others",
      { usd: { "krea-2-medium": { text: 0.025 } }, discount: 0.1 },
      [
        "krea-2-medium text 25000",
        "krea-2-medium references 31500",
        "krea-2-medium moodboard 36000",
        "krea-2-medium-turbo references 15750",
      ],
    ],
    [
      "has figures that it lacked, and goes without those that nobody has",
      {
        usd: {
          "krea-2-large": { text: 0.0123456789, moodboard: 0 },
          "krea-2-medium": undefined,
          "krea-2-medium-turbo": { references: undefined },
        },
      },
      [
        "krea-2-medium text 30000",
        "krea-2-medium references 35000",
        "krea-2-medium moodboard 40000",
        "krea-2-large text 12346",
        "krea-2-large moodboard 0",
        "krea-2-medium-turbo references 17500",
      ],
    ],
    [
      "costs nothing when all of it is taken off",
      { discount: 1 },
      [
        "krea-2-medium text 0",
        "krea-2-medium references 0",
        "krea-2-medium moodboard 0",
        "krea-2-medium-turbo references 0",
      ],
    ],
  ])("%s", (_, own, expected) => {
    expect(figures(overridePrices(list, own))).toStrictEqual(expected);
  });

  it("says of each figure what it rests on", () => {
    const prices = overridePrices(list, {
      usd: { "krea-2-medium": { text: 0.02 } },
      discount: 0.3,
      source: "contract 17",
      checkedOn: "2026-11-21",
      note: "0.0184 EUR at 1.087",
    });
    expect(prices.note).toBe("0.0184 EUR at 1.087");
    expect(priceOf(prices, "krea-2-medium", "text")).toStrictEqual({
      microUsd: 20_000,
      basis: "agreed",
      source: "contract 17",
      checkedOn: "2026-11-21",
    });
    expect(priceOf(prices, "krea-2-medium", "references")).toStrictEqual({
      microUsd: 24_500,
      basis: "observed",
      source: "an answer, less 30 % by contract 17 (2026-11-21)",
      checkedOn: undefined,
    });
    expect(priceOf(prices, "krea-2-medium", "moodboard")).toStrictEqual({
      microUsd: 28_000,
      basis: "inferred",
      source: "the list, less 30 % by contract 17 (2026-11-21)",
      checkedOn: "2026-01-01",
    });
    expect(priceOf(prices, "krea-2-medium-turbo", "references")).toMatchObject({
      basis: "listed",
      source: "the list, less 30 % by contract 17 (2026-11-21)",
    });
    expect(priceOf(prices, "krea-2-large", "text")).toBeUndefined();
  });

  it.each<[PriceOverride, string]>([
    [{}, "the list"],
    [{ source: "contract 17" }, "the list"],
    [{ discount: 0.3 }, "the list, less 30 %"],
    [{ discount: 0.3, checkedOn: "2026-11-21" }, "the list, less 30 % (2026-11-21)"],
    [{ discount: 0.3, source: "contract 17" }, "the list, less 30 % by contract 17"],
  ])("says of the figures of the list with %j that they are from: %s", (own, source) => {
    expect(priceOf(overridePrices(list, own), "krea-2-medium", "text")?.source).toBe(source);
  });

  it("keeps the note of the list unless you give one", () => {
    expect(overridePrices({ ...list, note: "in dollars" }, { discount: 0.1 }).note).toBe("in dollars");
  });

  it("has no date for your figures unless you give one: the list's is not theirs", () => {
    const prices = overridePrices(list, { usd: { "krea-2-medium": { text: 0.02 } } });
    expect(priceOf(prices, "krea-2-medium", "text")).toStrictEqual({
      microUsd: 20_000,
      basis: "agreed",
      source: "your own prices",
      checkedOn: undefined,
    });
  });

  it("leaves the list as it was", () => {
    const before = structuredClone(list);
    overridePrices(list, { usd: { "krea-2-medium": { text: 1 } }, discount: 0.5, note: "n" });
    expect(list).toStrictEqual(before);
  });

  it("is what estimates go by, and unknown stays unknown", () => {
    const prices = overridePrices(list, { usd: { "krea-2-large": { text: 0.05 } } });
    const request = (more: object) => parseRequest({ prompt: "a", n: 20, ...more });
    expect(estimateMicroUsd(request({ model: "krea-2-large" }), prices)).toBe(1_000_000);
    expect(estimateMicroUsd(request({ model: "krea-2-medium-turbo" }), prices)).toBeUndefined();
  });
});

describe("the prices option", () => {
  const issuesOf = (given: unknown) => {
    const issues: Parameters<typeof check>[2] = [];
    check(priceOverrides(["krea", "toy"]), given, issues, "prices");
    return issues.map(({ path, expected, hint }) => [path, expected, hint].filter(Boolean).join(" | "));
  };
  const usd = (text: unknown) => ({ toy: { usd: { "krea-2-medium": { text } } } });
  const at = "prices.toy.usd.krea-2-medium.text";
  const dollars = "dollars an image: 0, or a number 0.000001…1000";
  const beside = "usd or discount beside it (alone it changes no price)";

  it.each([
    ["a price of 0", usd(0)],
    ["the smallest price", usd(0.000001)],
    ["more decimals than count", usd(0.0123456789)],
    ["a price left open", usd(undefined)],
    ["a discount of nothing", { toy: { discount: 0 } }],
    ["a free service", { toy: { discount: 1 } }],
    [
      "words beside a discount",
      { toy: { discount: 0.1, source: "contract 17", checkedOn: "2028-02-29", note: "€ 1 = $ 1.09" } },
    ],
    [
      "words beside a figure",
      { toy: { usd: { "krea-2-large": { moodboard: 0 } }, source: "contract 17", checkedOn: "2028-02-29" } },
    ],
    ["a source of a discount that is nothing today", { toy: { discount: 0, source: "contract 17" } }],
    ["a note alone, which stands in the table", { toy: { note: "€ 1 = $ 1.09" } }],
    ["nobody's prices", {}],
    ["a provider left open", { toy: undefined }],
  ])("takes %s", (_, given) => expect(issuesOf(given)).toStrictEqual([]));

  it.each([
    ["an unknown provider", { tooy: {} }, "prices.tooy | one of krea, toy | did you mean toy?"],
    [
      "an unknown key",
      { toy: { usdd: {} } },
      "prices.toy.usdd | one of usd, discount, source, checkedOn, note | did you mean usd?",
    ],
    [
      "an unknown model",
      { toy: { usd: { "krea-2-larg": {} } } },
      "prices.toy.usd.krea-2-larg | one of krea-2-medium, krea-2-large, krea-2-medium-turbo | did you mean krea-2-large?",
    ],
    [
      "an unknown tier",
      { toy: { usd: { "krea-2-large": { srefs: 1 } } } },
      "prices.toy.usd.krea-2-large.srefs | one of text, references, moodboard",
    ],
    ["a negative price", usd(-0.01), `${at} | ${dollars}`],
    [
      "a price that is no number",
      usd(Number.NaN),
      `${at} | ${dollars} | JSON has no such number: it would be sent as null`,
    ],
    [
      "an endless price",
      usd(Number.POSITIVE_INFINITY),
      `${at} | ${dollars} | JSON has no such number: it would be sent as null`,
    ],
    ["a price that would round to nothing", usd(0.0000004), `${at} | ${dollars}`],
    ["a price in micro-dollars", usd(30_000), `${at} | ${dollars}`],
    ["a price as text", usd("0.03"), `${at} | ${dollars}`],
    ["a price of null", usd(null), `${at} | ${dollars}`],
    ["a discount in per cent", { toy: { discount: 15 } }, "prices.toy.discount | a number 0…1"],
    ["a negative discount", { toy: { discount: -0.1 } }, "prices.toy.discount | a number 0…1"],
    [
      "a blank source",
      { toy: { source: "" } },
      "prices.toy.source | 1 to 200 characters without control characters",
    ],
    [
      "a note that moves the cursor",
      { toy: { note: "\u001b[2J" } },
      "prices.toy.note | 1 to 200 characters without control characters",
    ],
    [
      "a day that does not exist",
      { toy: { checkedOn: "2026-02-30" } },
      "prices.toy.checkedOn | a date, such as 2026-11-21",
    ],
    ["a date in words", { toy: { checkedOn: "today" } }, "prices.toy.checkedOn | a date, such as 2026-11-21"],
    ["a list", [], "prices | an object"],
    ["a source of no price", { toy: { source: "contract 17" } }, `prices.toy.source | ${beside}`],
    ["a day of no price", { toy: { checkedOn: "2026-11-21" } }, `prices.toy.checkedOn | ${beside}`],
    [
      "a source of a note",
      { toy: { source: "contract 17", note: "€ 1 = $ 1.09" } },
      `prices.toy.source | ${beside}`,
    ],
    [
      "a source of figures that are all left open",
      { toy: { ...usd(undefined).toy, source: "contract 17" } },
      `prices.toy.source | ${beside}`,
    ],
  ])("refuses %s", (_, given, issue) => expect(issuesOf(given)).toStrictEqual([issue]));
});
