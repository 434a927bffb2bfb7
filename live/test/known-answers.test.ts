import { describe, expect, it } from "vitest";
import { CHECKS } from "../checks.ts";
import { runEmulated } from "../emulation/emulated-run.ts";
import { KNOWN_ANSWERS } from "../emulation/known-answers.ts";

it("knows an answer for every check, and for nothing else", () => {
  expect(Object.keys(KNOWN_ANSWERS).sort()).toStrictEqual(CHECKS.map(({ id }) => id).sort());
});

describe("on the emulator", () => {
  it.each(CHECKS.map((check) => [check.id, check] as const))("%s finds what is known", async (id, check) => {
    const { verdict = "inconclusive", ...setting } = KNOWN_ANSWERS[id] ?? {};
    const outcome = await runEmulated(check, setting);
    expect(outcome).toMatchObject({ verdict, isBroken: false });
    expect(outcome.takenMicroUsd).toBeLessThanOrEqual(Math.round(check.maxUsd * 1e6));
  });
});
