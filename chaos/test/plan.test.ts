import { describe, expect, it } from "vitest";
import { emptyTallies, emptyTally } from "../audit/tally.ts";
import { CELLS } from "../cell/catalog.ts";
import type { Result } from "../engine.ts";
import { readFlags } from "../flag.ts";
import { planOne, planSockets, planVirtual, turnsOf } from "../plan.ts";
import { failuresOf, figuresOf } from "../report.ts";

const seedsOf = (plans: ReturnType<typeof planVirtual>) =>
  plans.flatMap((plan) => [...turnsOf(plan)].map(({ seed }) => seed)).sort((a, b) => a - b);

describe("what is played", () => {
  it("is every cell in every round, whatever the number of threads", () => {
    const plans = planSockets(3, 2, 3);
    const names = plans.flatMap((plan) => [...turnsOf(plan)].map(({ cell }) => cell.name));
    expect(names.length).toBe(2 * CELLS.length);
    expect(new Set(names).size).toBe(CELLS.length);
    expect(seedsOf(planSockets(3, 2, 1))).toStrictEqual(seedsOf(plans));
    expect(seedsOf(planSockets(4, 2, 1))).not.toStrictEqual(seedsOf(plans));
  });

  it("is as many scenarios as it takes, each by its own seed", () => {
    expect(seedsOf(planVirtual(100, 65, 2))).toStrictEqual([100, 101, 102, 103, 104, 105, 106]);
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
    expect(readFlags(["--nightly"])).toMatchObject({ rounds: 10, requests: 1_000_000 });
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
      ...{ lateSettled: 0, unhandledRejections: 0 },
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
