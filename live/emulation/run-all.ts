import type { Check } from "../check.ts";
import type { Outcome } from "../runner/run-checks.ts";
import { runEmulated } from "./emulated-run.ts";
import { KNOWN_ANSWERS } from "./known-answers.ts";

/** What came of checks on the emulator. */
export interface EmulatedRun {
  readonly outcomes: readonly Outcome[];
  /** Checks that found something else than is known. */
  readonly surprises: readonly string[];
}

/** Runs the checks one after the other, each on an emulator of its own. The cap holds here too. */
export async function runAgainstEmulator(
  checks: readonly Check[],
  capMicroUsd: number,
  onEnd: (outcome: Outcome) => void,
): Promise<EmulatedRun> {
  const outcomes: Outcome[] = [];
  const surprises: string[] = [];
  let left = capMicroUsd;
  for (const check of checks) {
    const { verdict, ...setting } = KNOWN_ANSWERS[check.id] ?? {};
    const outcome = await runEmulated(check, setting, left);
    left -= outcome.takenMicroUsd;
    outcomes.push(outcome);
    onEnd(outcome);
    if (outcome.isBroken || outcome.verdict !== verdict) surprises.push(check.id);
  }
  return { outcomes, surprises };
}
