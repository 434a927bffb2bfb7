import { describe, expect, it } from "vitest";
import { emptyTallies, emptyTally } from "../audit/tally.ts";
import { CELLS } from "../cell/catalog.ts";
import type { Result } from "../engine.ts";
import { readFlags } from "../flag.ts";
import { type Plan, planOne, planSockets, planVirtual, turnsOf } from "../plan.ts";
import { failuresOf, figuresOf } from "../report.ts";

const namesOf = (plans: readonly Plan[]) =>
  plans.flatMap((plan) => [...turnsOf(plan)].map(({ cell }) => cell.name));
const seedsOf = (plans: readonly Plan[]) =>
  plans.flatMap((plan) => [...turnsOf(plan)].map(({ seed }) => seed)).sort((a, b) => a - b);

describe("what is played", () => {
  it("is every cell in every round of a whole run, whatever the number of threads", () => {
    const plans = planSockets({ seed: 3, rounds: 2, threads: 3, isWhole: true });
    const names = namesOf(plans);
    const usual = CELLS.filter(({ isTrusting = false }) => !isTrusting).length;
    expect(names.length).toBe(2 * usual);
    expect(new Set(names).size).toBe(usual);
    const again = (seed: number) => seedsOf(planSockets({ seed, rounds: 2, threads: 1, isWhole: true }));
    expect(again(3)).toStrictEqual(seedsOf(plans));
    expect(again(4)).not.toStrictEqual(seedsOf(plans));
  });

  it("is all but a sample of the rarer cells in any other, and other ones with another seed", () => {
    const usual = CELLS.filter(({ isTrusting = false }) => !isTrusting);
    const common = usual.filter(({ oneIn = 1 }) => oneIn === 1).map(({ name }) => name);
    const rareOf = (seed: number) => {
      const names = new Set(namesOf(planSockets({ seed, rounds: 1, threads: 2, isWhole: false })));
      expect(common.filter((name) => !names.has(name))).toStrictEqual([]);
      return CELLS.filter(({ name, oneIn = 1 }) => oneIn > 1 && names.has(name));
    };
    const [first, second] = [rareOf(1), rareOf(2)];
    expect(new Set(first.map(({ group }) => group))).toStrictEqual(
      new Set(["outage", "several", "budget", "processes"]),
    );
    expect(first.length).toBeLessThan(CELLS.length / 6);
    expect(second).not.toStrictEqual(first);
  });

  it("is with a client that trusts its services also what only such a one tries", () => {
    const run = { seed: 3, rounds: 1, threads: 1, isWhole: true, isTrusting: true };
    expect(new Set(namesOf(planSockets(run))).size).toBe(CELLS.length);
  });

  it("is as many scenarios as it takes, each by its own seed", () => {
    expect(seedsOf(planVirtual(100, 130, 2))).toStrictEqual([100, 101, 102, 103, 104, 105, 106]);
  });

  it("is one cell or scenario again, by its name and seed", () => {
    expect([...turnsOf(planOne("virtual/77", 77))]).toMatchObject([
      { seed: 77, cell: { name: "virtual/77" } },
    ]);
    expect([...turnsOf(planOne("krea/none/healthy/once", 5))]).toMatchObject([{ seed: 5 }]);
  });
});

describe("flags", () => {
  it("have defaults", () => {
    expect(readFlags(["--", "--json"])).toMatchObject({ seed: 1, rounds: 1, requests: 20_000, isJson: true });
    expect(readFlags(["--nightly"])).toMatchObject({ rounds: 10, isWhole: true, requests: 1_000_000 });
    expect(readFlags(["--whole"])).toMatchObject({ rounds: 1, isWhole: true });
  });

  it.each([["--seed=x"], ["--requests=-1"], ["--fast"]])("refuse %s", (flag) => {
    expect(() => readFlags([flag])).toThrow();
  });
});

describe("a report", () => {
  const resultOf = (more: Partial<ReturnType<typeof emptyTally>>): Result => ({
    tallies: {
      ...emptyTallies(),
      fault: { ...emptyTally(), ...more },
      beyond: { ...emptyTally(), requests: 9, doubleBilled: 9 },
    },
    findings: [],
    idle: [],
  });

  it("leaves out where services break their word", () => {
    expect(
      figuresOf(resultOf({ requests: 4, delivered: 2, recovered: 1, extraMicroUsd: 30_000 })),
    ).toStrictEqual({
      ...{ requests: 4, delivered: 3, doubleBilled: 0, extraUsd: 0.03, paidLost: 0, ambiguous: 0 },
      ...{ lateSettled: 0, unhandledRejections: 0, uncollectable: 0, overspentUsd: 0 },
    });
  });

  it("fails when too few pictures come in the call", () => {
    expect(failuresOf(resultOf({ billed: 1000, billedAndDelivered: 995 }))).toStrictEqual([]);
    expect(failuresOf(resultOf({ billed: 1000, billedAndDelivered: 994 }))).toHaveLength(1);
  });

  it("says how to play a finding again", () => {
    const findings = [{ rule: "I1", text: "paid twice", cell: "krea/none/healthy/once", seed: 8 }];
    expect(failuresOf({ ...resultOf({}), findings })).toStrictEqual([
      "I1 is broken 1 times:",
      '  paid twice\n    pnpm chaos --cell "krea/none/healthy/once" --seed 8',
    ]);
  });
});
