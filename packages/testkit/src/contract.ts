import { describe, it } from "vitest";
import { abortRules } from "./rule/abort.ts";
import { capabilityRules } from "./rule/capability.ts";
import { costRules } from "./rule/cost.ts";
import { jobRules } from "./rule/job.ts";
import { planRules } from "./rule/plan.ts";
import { pollRules } from "./rule/poll.ts";
import type { Rule } from "./rule/rule.ts";
import { secretRules } from "./rule/secret.ts";
import { submissionRules } from "./rule/submission.ts";
import { wireRules } from "./rule/wire.ts";
import { setScene } from "./scene.ts";
import type { ContractSubject } from "./subject.ts";

const ALL = {
  ...wireRules,
  ...planRules,
  ...capabilityRules,
  ...submissionRules,
  ...jobRules,
  ...pollRules,
  ...abortRules,
  ...secretRules,
  ...costRules,
};

/** The name of a rule, as deviations use it. */
export type RuleName = keyof typeof ALL;

/** Every rule of the contract, by name. Each can be called by itself: `RULES["seed-zero"].check(subject)`. */
export const RULES: Readonly<Record<RuleName, Rule>> = ALL;

/** Why a rule is not checked for a subject, or nothing when it is. */
export function skipReason(name: RuleName, subject: ContractSubject<RuleName>): string | undefined {
  const { unless } = RULES[name];
  return subject.deviations?.skip?.[name] ?? (unless?.(setScene(subject).provider, subject) || undefined);
}

/**
 * Describes one test for each rule of the contract. What does not apply shows as skipped, with its reason.
 *
 * @example
 * describeProviderContract({ name: "krea", make: ({ fetch }, apiKey) => krea({ fetch, apiKey }), operationOf, phrases });
 */
export function describeProviderContract(subject: ContractSubject<RuleName>): void {
  describe(`the provider contract: ${subject.name}`, () => {
    for (const [name, { title, check }] of Object.entries(RULES) as [RuleName, Rule][]) {
      it(`${name}: ${title}`, async (context) => {
        const reason = skipReason(name, subject);
        if (reason !== undefined) context.skip(reason);
        await check(subject);
      });
    }
  });
}
