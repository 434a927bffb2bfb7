import { describe, expect, it } from "vitest";
import { costIn, withCost } from "../src/cost.ts";
import { cloudflare } from "../src/index.ts";
import { ACCOUNT_ID, TOKEN } from "./account.ts";

describe("the cost in a row", () => {
  const row = { id: "01J", success: true, cached: false, cost: 0.0312, custom_cost: false };
  it.each<[string, unknown, object]>([
    ["is in dollars", row, { microUsd: 31_200 }],
    ["may stand alone", { id: "01J", cost: 0.03 }, { microUsd: 30_000 }],
    ["may be as small as a micro-dollar", { ...row, cost: 0.000001 }, { microUsd: 1 }],
    ["may be as much as a dollar", { ...row, cost: 1 }, { microUsd: 1_000_000 }],
    ["is not above a dollar", { ...row, cost: 1.000001 }, {}],
    ["is not in cents", { ...row, cost: 3 }, {}],
    ["is not 0", { ...row, cost: 0 }, {}],
    ["is not less than a micro-dollar", { ...row, cost: 0.0000004 }, {}],
    ["is not negative", { ...row, cost: -0.03 }, {}],
    ["is not null", { ...row, cost: null }, {}],
    ["is not a text", { ...row, cost: "0.03" }, {}],
    ["is not NaN", { ...row, cost: Number.NaN }, {}],
    ["is not endless", { ...row, cost: Number.POSITIVE_INFINITY }, {}],
    ["is not missing", { id: "01J" }, {}],
    ["is not another run's", { ...row, id: "01K" }, {}],
    ["is not that of a hit of the cache", { ...row, cached: true }, {}],
    ["is not one that somebody has set", { ...row, custom_cost: true }, {}],
    ["is not that of a run that failed", { ...row, success: false }, {}],
    ["needs a row", undefined, {}],
    ["needs a row that is no list", [row], {}],
  ])("%s", (_, given, expected) => expect(costIn(given, "01J")).toStrictEqual(expected));

  it("goes into the record, in place of what the service may have put there", () => {
    const record = { state: "Completed", microUsd: 1 };
    expect(withCost(record, {})).toStrictEqual({ state: "Completed" });
    expect(withCost(record, { microUsd: 30_000 })).toStrictEqual({ state: "Completed", microUsd: 30_000 });
  });
});

describe("the settings", () => {
  const run = async () => ({});
  const gateway = () => ({ getLog: async () => ({}) });
  const make = (settings: object) => () => cloudflare({ reportCost: true, ...settings });

  it.each([
    ["REST", {}],
    ["a binding with logs", { binding: { run, gateway } }],
    ["a binding beside REST's credentials", { binding: { run }, accountId: ACCOUNT_ID, apiToken: TOKEN }],
    ["a binding without logs that need not report", { binding: { run }, reportCost: false }],
  ])("take reportCost with %s", (_, settings) => expect(make(settings)).not.toThrow());

  it.each([
    ["a binding without logs", { binding: { run } }, /^false: this binding has no gateway\(id\)\.getLog/],
    ["half of REST's credentials", { binding: { run }, apiToken: TOKEN }, /^false: this binding/],
    ["a word", { reportCost: "yes" }, /^true or false$/],
  ])("refuse reportCost with %s", (_, settings, expected) =>
    expect(make(settings)).toThrow(
      expect.objectContaining({
        code: "invalid_input",
        issues: [
          {
            path: "cloudflare.reportCost",
            expected: expect.stringMatching(expected),
            got: expect.any(String),
          },
        ],
      }),
    ),
  );
});
