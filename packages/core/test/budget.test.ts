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

it("what has no price may be sent where nothing has a limit", () => {
  expect(checkCall({}, part, 0)).toBeUndefined();
});
