import { type GenerateRequest, MODELS } from "@unikrea/core";
import { expect } from "vitest";
import { INPUT_IMAGES, MOODBOARD_ID, REQUESTS } from "../request-table.ts";
import { setScene } from "../scene.ts";
import type { ContractSubject } from "../subject.ts";
import type { RuleTable } from "./rule.ts";

/** A request in each price tier that the provider has. */
function tiersOf(subject: ContractSubject): GenerateRequest[] {
  const { references, moodboard } = setScene(subject).provider.capabilities;
  return [
    REQUESTS.minimal,
    ...(references ? [{ ...REQUESTS.minimal, references: [{ image: INPUT_IMAGES.url }] }] : []),
    ...(moodboard ? [{ ...REQUESTS.minimal, moodboard: { id: MOODBOARD_ID } }] : []),
  ];
}

/** What things cost, as far as it is known. */
export const costRules = {
  "dated-prices": {
    title: "prices are whole micro-dollars, with their source and the day they were read",
    async check(subject) {
      const { prices, capabilities } = setScene(subject).provider;
      expect(prices.source).toMatch(/\S/);
      expect(prices.checkedOn).toMatch(/^\d{4}-\d{2}-\d{2}$/);
      expect(Number.isNaN(Date.parse(prices.checkedOn))).toBe(false);
      const models = Object.entries(prices.microUsd);
      expect(MODELS).toEqual(expect.arrayContaining(models.map(([model]) => model)));
      expect(capabilities.models).toEqual(expect.arrayContaining(models.map(([model]) => model)));
      const figures = models.flatMap(([, tiers]) => Object.values(tiers));
      expect(figures.filter((figure) => !Number.isSafeInteger(figure) || figure < 0)).toStrictEqual([]);
    },
  },
  estimate: {
    title: "the price of a request grows with n, and is never negative or NaN",
    async check(subject) {
      for (const model of setScene(subject).provider.capabilities.models) {
        for (const request of tiersOf(subject)) {
          const costs: (number | undefined)[] = [];
          for (const n of [1, 2, 5]) {
            const { k2, ends } = setScene(subject);
            const { cost, spend, job } = await ends(k2.generate({ ...request, model, n }));
            for (const part of job.parts) expect(part.estimatedMicroUsd ?? 0).toBeGreaterThanOrEqual(0);
            expect(spend.atRiskUsd).toBe(0);
            costs.push(cost.usd);
          }
          const [one, two, five] = costs;
          if (one === undefined) expect(costs).toStrictEqual([undefined, undefined, undefined]);
          else {
            expect(one).toBeGreaterThanOrEqual(0);
            expect(two).toBeCloseTo(2 * one, 9);
            expect(five).toBeCloseTo(5 * one, 9);
            expect(one === 0 || Number(five) > one).toBe(true);
          }
        }
      }
    },
  },
} satisfies RuleTable;
