import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createRetryBudget } from "../src/retry-budget.ts";

const times = (count: number, act: () => unknown) => Array.from({ length: count }, act);

describe("createRetryBudget", () => {
  it("gives six retries to a service that never succeeds, then none", () => {
    const { take } = createRetryBudget();
    expect(times(8, take)).toStrictEqual([true, true, true, true, true, true, false, false]);
  });

  it.each([
    ["9 successes are not enough for another", 9, false],
    ["10 are", 10, true],
  ])("after the last one, %s", (_, successes, isGiven) => {
    const { take, succeed } = createRetryBudget();
    times(6, take);
    times(successes, succeed);
    expect(take()).toBe(isGiven);
  });

  it("does not save up more than it began with", () => {
    const { take, succeed } = createRetryBudget();
    times(1000, succeed);
    expect(times(8, take).filter(Boolean)).toHaveLength(6);
  });

  it("a refused retry costs nothing", () => {
    const { take, succeed } = createRetryBudget();
    times(100, take);
    times(10, succeed);
    expect(take()).toBe(true);
  });

  it("never gives more retries than six and one for every ten successes", () => {
    fc.assert(
      fc.property(fc.array(fc.boolean(), { maxLength: 400 }), (isSuccess) => {
        const { take, succeed } = createRetryBudget();
        const given = isSuccess.filter((success) => (success ? succeed() : take())).length;
        const successes = isSuccess.filter(Boolean).length;
        expect(given).toBeLessThanOrEqual(6 + successes / 10);
      }),
    );
  });
});
