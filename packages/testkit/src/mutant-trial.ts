import { describe, expect, it } from "vitest";
import { RULES, type RuleName, skipReason } from "./contract.ts";
import { coreMutants } from "./mutant/core.ts";
import { jobMutants } from "./mutant/job.ts";
import { ledgerMutants } from "./mutant/ledger.ts";
import { mappingMutants } from "./mutant/mapping.ts";
import type { Mutant } from "./mutant/mutant.ts";
import { submissionMutants } from "./mutant/submission.ts";
import { setScene } from "./scene.ts";
import type { ContractSubject } from "./subject.ts";

/** Broken providers and broken cores that the contract must catch. */
export const MUTANTS: readonly Mutant[] = [
  ...mappingMutants,
  ...submissionMutants,
  ...jobMutants,
  ...ledgerMutants,
  ...coreMutants,
];

/** One rule that should have failed on one mutant, and whether it did. */
export interface Verdict {
  readonly defect: string;
  readonly rule: RuleName;
  /** `skipped` when the rule does not apply to the subject, or the subject cannot have the defect. */
  readonly verdict: "caught" | "missed" | "skipped";
}

/** Lets the rules that are there for a defect look at a subject that has it. */
export async function tryMutant(mutant: Mutant, subject: ContractSubject<RuleName>): Promise<Verdict[]> {
  const isPossible = mutant.needs?.(setScene(subject).provider, subject) ?? true;
  const verdictOf = async (rule: RuleName): Promise<Verdict["verdict"]> => {
    if (!isPossible || skipReason(rule, subject) !== undefined) return "skipped";
    return RULES[rule].check(mutant.spoil(subject)).then(
      () => "missed",
      () => "caught",
    );
  };
  const verdicts: Verdict[] = [];
  for (const rule of mutant.caughtBy)
    verdicts.push({ defect: mutant.defect, rule, verdict: await verdictOf(rule) });
  return verdicts;
}

/**
 * Describes one test for each mutant: that the contract, spoken in the words of this subject, catches it. A subject whose
 * phrases say nothing would pass the contract; it does not pass this.
 */
export function describeContractMutants(subject: ContractSubject<RuleName>): void {
  describe(`what the contract catches: ${subject.name}`, () => {
    for (const mutant of MUTANTS) {
      it(mutant.defect, async (context) => {
        const verdicts = await tryMutant(mutant, subject);
        if (verdicts.every(({ verdict }) => verdict === "skipped"))
          context.skip("it cannot have this defect");
        expect(verdicts.filter(({ verdict }) => verdict === "missed")).toStrictEqual([]);
      });
    }
  });
}
