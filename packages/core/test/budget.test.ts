import { expect, it } from "vitest";
import { checkCall } from "../src/budget.ts";
import { UnikreaError } from "../src/error.ts";
import type { JobPart } from "../src/job.ts";

const part: JobPart = { provider: "a", key: "k", index: 0, n: 1, submittedAt: "2026-11-21T00:00:00.000Z" };

// Whoever has no price is not asked where there is a limit. This is the door behind that one.
it.each([
  ["of the call", {}, 1],
  ["of a day", { perDayUsd: 1 }, undefined],
  ["of all", { totalUsd: 1 }, undefined],
])("what has no price is not sent under a limit %s", (_, budget, maxUsd) => {
  try {
    checkCall(budget, part, 0, maxUsd);
    expect.fail("it was let through");
  } catch (error) {
    if (!(error instanceof UnikreaError)) throw error;
    expect([error.code, error.outcome, error.billed]).toStrictEqual(["budget_exceeded", "not_sent", "no"]);
  }
});

it.each([
  ["once", {}, 0.03, 0.02, "it costs $0.03, of $0.02 for this call, so it was not sent"],
  [
    "twice",
    { mayRunTwice: true },
    0.06,
    0.05,
    "it costs $0.06 (what is lost may be run and billed twice), of $0.05 for this call, so it was not sent",
  ],
])("what may be run %s is sent under a limit that has as much", (_, more, usd, lessUsd, message) => {
  const priced = { ...part, estimatedMicroUsd: 30_000, ...more };
  expect(checkCall({}, priced, 0, usd)).toBeUndefined();
  expect(() => checkCall({}, priced, 0, lessUsd)).toThrow(message);
});

it("what has no price may be sent where nothing has a limit", () => {
  expect(checkCall({}, part, 0)).toBeUndefined();
});
