import { readFileSync } from "node:fs";
import type { PriceTable } from "@unikrea/core";
import { krea } from "@unikrea/provider-krea";
import { describe, expect, it } from "vitest";
import { comparePrices } from "../src/price-drift.ts";
import { type RateCard, readRateCard } from "../src/rate-card.ts";

const file = new URL("../../emulator/vendor/krea.openapi.json", import.meta.url);
const text = readFileSync(file, "utf8");
const { prices } = krea();

/** The vendor's document as plain data, to be changed by a test. */
interface Copy {
  paths: Record<string, { post: { "x-krea-pricing": Card } }>;
}
interface Card {
  currency: string;
  unit: string;
  type: string;
  price_points: { amount: number; dimensions: Record<string, string> }[];
}

const PATHS = "/generate/image/krea/krea-2/";

function cardOf(document: unknown): RateCard {
  const card = readRateCard(JSON.stringify(document));
  if (typeof card === "string") throw new Error(card);
  return card;
}

/** What is reported once `change` was made to the pricing of a variant. */
function driftAfter(variant: string, change: (card: Card, copy: Copy) => void, ours: PriceTable = prices) {
  const copy: Copy = JSON.parse(text);
  const path = copy.paths[PATHS + variant];
  if (!path) throw new Error(`no ${variant}`);
  change(path.post["x-krea-pricing"], copy);
  return comparePrices(ours, cardOf(copy));
}

/** Puts another amount, or none, at one point. */
const setPoint = (at: number, amount: number) => (card: Card) => {
  const point = card.price_points[at];
  if (point) point.amount = amount;
};

describe("the rate card in Krea's document", () => {
  it("has three models with three prices each", () => {
    const { version, entries } = cardOf(JSON.parse(text));
    expect(version).toBe("v1");
    expect(
      entries.map(({ model, pricing }) => [model, pricing?.price_points.map(({ amount }) => amount)]),
    ).toStrictEqual([
      ["krea-2-medium", [0.03, 0.035, 0.04]],
      ["krea-2-large", [0.06, 0.065, 0.07]],
      ["krea-2-medium-turbo", [0.015, 0.0175, 0.02]],
    ]);
  });

  it.each([
    ["nothing", "", "it is no JSON"],
    ["a page", "<!doctype html>", "it is no JSON"],
    ["half a document", text.slice(0, 5000), "it is no JSON"],
    ["null", "null", "it is no OpenAPI document"],
    ["a list", "[]", "it is no OpenAPI document"],
    ["an error", '{"error":"not found"}', "it is no OpenAPI document"],
    ["paths that are none", '{"openapi":"3.1.0","paths":"none"}', "it is no OpenAPI document"],
    ["another API", '{"openapi":"3.1.0","paths":{"/pets":{}}}', "it has no path of a Krea 2 model"],
    [
      "an API with another model of Krea's",
      '{"openapi":"3.1.0","paths":{"/generate/image/krea/krea-1/medium":{}}}',
      "it has no path of a Krea 2 model",
    ],
  ])("is not found in %s", (_, document, reason) => expect(readRateCard(document)).toBe(reason));
});

describe("our prices of krea, compared with its document", () => {
  it("do not differ", () => expect(comparePrices(prices, cardOf(JSON.parse(text)))).toStrictEqual([]));

  it.each([
    [
      "another amount",
      driftAfter("large", setPoint(0, 0.061)),
      [{ kind: "amount", model: "krea-2-large", tier: "text", ours: 0.06, theirs: 0.061 }],
    ],
    [
      "an amount that differs by less than a micro-dollar",
      driftAfter("medium-turbo", setPoint(1, 0.01750001)),
      [
        {
          kind: "amount",
          model: "krea-2-medium-turbo",
          tier: "references",
          ours: 0.0175,
          theirs: 0.01750001,
        },
      ],
    ],
    [
      "a price of nothing",
      driftAfter("medium", setPoint(2, 0)),
      [{ kind: "amount", model: "krea-2-medium", tier: "moodboard", ours: 0.04, theirs: 0 }],
    ],
    [
      "a second price for the same tier",
      driftAfter("medium", ({ price_points }) => {
        price_points.push({ amount: 0.05, dimensions: { k2BillingTier: "srefs" } });
      }),
      [{ kind: "amount", model: "krea-2-medium", tier: "references", ours: 0.035, theirs: 0.05 }],
    ],
    [
      "a price that is gone",
      driftAfter("medium", ({ price_points }) => void price_points.splice(1, 1)),
      [{ kind: "missing_price", model: "krea-2-medium", tier: "references", ours: 0.035, theirs: null }],
    ],
    [
      "a tier under another name",
      driftAfter("medium", ({ price_points }) => {
        price_points[1] = { amount: 0.035, dimensions: { k2BillingTier: "references" } };
      }),
      [
        { kind: "missing_price", model: "krea-2-medium", tier: "references", ours: 0.035, theirs: null },
        { kind: "new_tier", model: "krea-2-medium", tier: "references", ours: null, theirs: 0.035 },
      ],
    ],
    [
      "a tier that depends on more",
      driftAfter("large", ({ price_points }) => {
        price_points.push({ amount: 0.12, dimensions: { k2BillingTier: "srefs", resolution: "2K" } });
      }),
      [
        {
          kind: "new_tier",
          model: "krea-2-large",
          tier: '{"k2BillingTier":"srefs","resolution":"2K"}',
          ours: null,
          theirs: 0.12,
        },
      ],
    ],
    [
      "a tier named like something that every object has",
      driftAfter("large", ({ price_points }) => {
        price_points.push({ amount: 1, dimensions: { k2BillingTier: "constructor" } });
      }),
      [{ kind: "new_tier", model: "krea-2-large", tier: "constructor", ours: null, theirs: 1 }],
    ],
    [
      "another currency",
      driftAfter("medium", (card) => {
        card.currency = "EUR";
      }),
      [{ kind: "currency", model: "krea-2-medium", ours: "USD", theirs: "EUR" }],
    ],
    [
      "another unit",
      driftAfter("medium", (card) => {
        card.unit = "megapixel";
      }),
      [{ kind: "unit", model: "krea-2-medium", ours: "request", theirs: "megapixel" }],
    ],
    [
      "another way to price",
      driftAfter("medium", (card) => {
        card.type = "metered";
      }),
      [{ kind: "type", model: "krea-2-medium", ours: "fixed", theirs: "metered" }],
    ],
    [
      "a model that is gone",
      driftAfter("large", (_, { paths }) => void delete paths[`${PATHS}large`]),
      [{ kind: "missing_model", model: "krea-2-large", ours: null, theirs: null }],
    ],
    [
      "a model without a price",
      driftAfter("large", (_, { paths }) => {
        Object.assign(paths[`${PATHS}large`]?.post ?? {}, { "x-krea-pricing": undefined });
      }),
      [
        { kind: "missing_price", model: "krea-2-large", tier: "text", ours: 0.06, theirs: null },
        { kind: "missing_price", model: "krea-2-large", tier: "references", ours: 0.065, theirs: null },
        { kind: "missing_price", model: "krea-2-large", tier: "moodboard", ours: 0.07, theirs: null },
      ],
    ],
    [
      "a new model",
      driftAfter("large", (card, { paths }) => {
        paths[`${PATHS}xl`] = { post: { "x-krea-pricing": card } };
      }),
      [
        {
          kind: "new_model",
          model: "xl",
          ours: null,
          theirs: "text-to-image 0.06, srefs 0.065, moodboards 0.07",
        },
      ],
    ],
    [
      "a price that we do not know",
      driftAfter("large", () => {}, {
        ...prices,
        microUsd: { ...prices.microUsd, "krea-2-large": { text: 60_000, moodboard: 70_000 } },
      }),
      [{ kind: "new_price", model: "krea-2-large", tier: "references", ours: null, theirs: 0.065 }],
    ],
    [
      "a figure of ours that is wrong",
      driftAfter("large", () => {}, {
        ...prices,
        microUsd: {
          ...prices.microUsd,
          "krea-2-medium": { text: 30_001, references: 35_000, moodboard: 40_000 },
        },
      }),
      [{ kind: "amount", model: "krea-2-medium", tier: "text", ours: 0.030001, theirs: 0.03 }],
    ],
  ])("report %s", (_, drift, expected) => expect(drift).toStrictEqual(expected));

  it.each([
    ["an amount as text", { amount: "0.03", dimensions: { k2BillingTier: "text-to-image" } }],
    ["no dimensions", { amount: 0.03 }],
  ])("take a card with %s for one that has no price", (_, point) => {
    const drift = driftAfter("medium", (card) => void Object.assign(card, { price_points: [point] }));
    expect(drift.map(({ kind, model }) => `${kind} ${model}`)).toStrictEqual([
      "missing_price krea-2-medium",
      "missing_price krea-2-medium",
      "missing_price krea-2-medium",
    ]);
  });
});
