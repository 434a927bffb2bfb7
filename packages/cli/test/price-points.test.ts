import {
  createKrea2,
  type GenerateRequest,
  MODELS,
  type Model,
  PRICE_TIERS,
  type PriceTier,
  priceOf,
} from "@unikrea/core";
import { describe, expect, it } from "vitest";
import { PROVIDER_IDS, type ProviderId, plainProvider } from "../src/provider-setup.ts";

const providers = PROVIDER_IDS.map(plainProvider);
const k2 = createKrea2({ providers });

const image = "https://pictures.example.com/fog.jpg";
const id = "6f1f7a52-6d0e-4a0c-9a55-2f9f3f0f7c11";
const REQUESTS: Readonly<Record<PriceTier, GenerateRequest>> = {
  text: { prompt: "a lighthouse in fog" },
  references: { prompt: "a lighthouse in fog", references: [{ image }] },
  moodboard: { prompt: "a lighthouse in fog", moodboard: { id } },
};

function estimateOf(provider: ProviderId, request: GenerateRequest) {
  const estimate = k2.plan(request).providers.find((one) => one.provider === provider)?.estimate;
  return [estimate?.tier, estimate?.usd];
}

/** Dollars for 1, 3 and 20 images, copied by hand from what the vendors publish and never from our tables. */
const POINTS: [ProviderId, Model, PriceTier, number, number, number][] = [
  // x-krea-pricing of its OpenAPI document, read 2026-10-09.
  ["krea", "krea-2-medium", "text", 0.03, 0.09, 0.6],
  ["krea", "krea-2-medium", "references", 0.035, 0.105, 0.7],
  ["krea", "krea-2-medium", "moodboard", 0.04, 0.12, 0.8],
  ["krea", "krea-2-large", "text", 0.06, 0.18, 1.2],
  ["krea", "krea-2-large", "references", 0.065, 0.195, 1.3],
  ["krea", "krea-2-large", "moodboard", 0.07, 0.21, 1.4],
  ["krea", "krea-2-medium-turbo", "text", 0.015, 0.045, 0.3],
  ["krea", "krea-2-medium-turbo", "references", 0.0175, 0.0525, 0.35],
  ["krea", "krea-2-medium-turbo", "moodboard", 0.02, 0.06, 0.4],
  // Tier prices in the catalogue entries of cloudflare-docs, read 2026-11-21.
  ["cloudflare", "krea-2-medium", "text", 0.03, 0.09, 0.6],
  ["cloudflare", "krea-2-medium", "references", 0.035, 0.105, 0.7],
  ["cloudflare", "krea-2-medium", "moodboard", 0.04, 0.12, 0.8],
  ["cloudflare", "krea-2-large", "text", 0.06, 0.18, 1.2],
  ["cloudflare", "krea-2-large", "references", 0.065, 0.195, 1.3],
  ["cloudflare", "krea-2-large", "moodboard", 0.07, 0.21, 1.4],
  ["cloudflare", "krea-2-medium-turbo", "text", 0.015, 0.045, 0.3],
  ["cloudflare", "krea-2-medium-turbo", "references", 0.0175, 0.0525, 0.35],
  ["cloudflare", "krea-2-medium-turbo", "moodboard", 0.02, 0.06, 0.4],
  // Its model pages (turbo), a copy of its catalogue, a real answer's cost, and for two moodboards Krea's list.
  ["runware", "krea-2-medium", "text", 0.03, 0.09, 0.6],
  ["runware", "krea-2-medium", "references", 0.035, 0.105, 0.7],
  ["runware", "krea-2-medium", "moodboard", 0.04, 0.12, 0.8],
  ["runware", "krea-2-large", "text", 0.06, 0.18, 1.2],
  ["runware", "krea-2-large", "references", 0.065, 0.195, 1.3],
  ["runware", "krea-2-large", "moodboard", 0.07, 0.21, 1.4],
  ["runware", "krea-2-medium-turbo", "text", 0.015, 0.045, 0.3],
  ["runware", "krea-2-medium-turbo", "references", 0.0175, 0.0525, 0.35],
  ["runware", "krea-2-medium-turbo", "moodboard", 0.02, 0.06, 0.4],
];

describe.each(POINTS)("%s, %s, %s", (provider, model, tier, one, three, twenty) => {
  it.each([
    [1, one],
    [3, three],
    [20, twenty],
  ])("%i at $%d", (n, usd) => {
    expect(estimateOf(provider, { ...REQUESTS[tier], model, n })).toStrictEqual([tier, usd]);
  });
});

it("covers three providers, three models and three tiers, each once", () => {
  const names = POINTS.map(([provider, model, tier]) => `${provider} ${model} ${tier}`);
  const all = PROVIDER_IDS.flatMap((provider) =>
    MODELS.flatMap((model) => PRICE_TIERS.map((tier) => `${provider} ${model} ${tier}`)),
  );
  expect([...names].sort()).toStrictEqual([...all].sort());
  expect(all).toHaveLength(27);
});

describe.each(PROVIDER_IDS)("the tier at %s", (provider) => {
  const { text, references, moodboard } = REQUESTS;
  it.each<[string, GenerateRequest, PriceTier, number]>([
    ["a moodboard beside references", { ...references, ...moodboard }, "moodboard", 0.04],
    [
      "a moodboard of no strength beside ten references",
      {
        ...text,
        references: Array.from({ length: 10 }, (_, at) => ({ image: `${image}?${at}` })),
        moodboard: { id, strength: 0 },
      },
      "moodboard",
      0.04,
    ],
    [
      "ten references",
      { ...text, references: Array.from({ length: 10 }, () => ({ image })) },
      "references",
      0.035,
    ],
    ["a reference of no strength", { ...text, references: [{ image, strength: 0 }] }, "references", 0.035],
    ["an empty list of references", { ...text, references: [] }, "text", 0.03],
    ["styles", { ...text, styles: [{ id: "ink", strength: 1 }] }, "text", 0.03],
    ["sliders", { ...text, sliders: { intensity: 100, complexity: -100, movement: 1 } }, "text", 0.03],
    ["a source", { ...text, source: { image } }, "text", 0.03],
    ["a seed", { ...text, seed: 0 }, "text", 0.03],
    [
      "another ratio and another creativity",
      { ...text, aspectRatio: "9:16", creativity: "raw" },
      "text",
      0.03,
    ],
    [
      "styles, sliders and a source beside a reference",
      { ...references, styles: [{ id: "ink", strength: 1 }], sliders: { movement: 9 }, source: { image } },
      "references",
      0.035,
    ],
  ])("of %s", (_, request, tier, usd) => {
    expect(estimateOf(provider, request)).toStrictEqual([tier, usd]);
  });
});

it("names the figures that are on no list of their provider, and gives no origin to others", () => {
  const strange = providers.flatMap(({ id: provider, prices }) =>
    MODELS.flatMap((model) =>
      PRICE_TIERS.flatMap((tier) => {
        const { basis, checkedOn = "no date" } = priceOf(prices, model, tier) ?? {};
        return basis === "listed" ? [] : [`${provider} ${model} ${tier}: ${basis}, ${checkedOn}`];
      }),
    ),
  );
  expect(strange).toStrictEqual([
    "runware krea-2-medium text: copied, no date",
    "runware krea-2-medium references: observed, 2026-06-26",
    "runware krea-2-medium moodboard: inferred, 2026-10-09",
    "runware krea-2-large text: copied, no date",
    "runware krea-2-large references: copied, no date",
    "runware krea-2-large moodboard: inferred, 2026-10-09",
  ]);
  const origins = providers.flatMap(({ prices }) =>
    Object.values(prices.origins ?? {}).flatMap((tiers) => Object.keys(tiers)),
  );
  expect(origins).toHaveLength(strange.length);
});
