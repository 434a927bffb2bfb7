/**
 * What every ledger store must do, as checks that any test runner can run:
 *
 * ```ts
 * for (const { name, run } of ledgerConformance(async () => ({ store, peer, elapse, corrupt }))) it(name, run);
 * ```
 *
 * @module
 */

import { leaseRules } from "./conformance/lease.ts";
import { listRules } from "./conformance/list.ts";
import { recordRules } from "./conformance/record.ts";
import { spendRules } from "./conformance/spend.ts";
import type { LedgerSubject, Rule } from "./conformance/subject.ts";

export { sampleRecord } from "./conformance/sample.ts";
export type { LedgerSubject } from "./conformance/subject.ts";

/** One check. It throws what is wrong. */
export interface LedgerCheck {
  /** A sentence about the store. */
  readonly name: string;
  run(): Promise<void>;
}

const RULES: Readonly<Record<string, Rule>> = { ...recordRules, ...listRules, ...spendRules, ...leaseRules };

/**
 * The checks, each on a store of its own that `open` makes and that is closed afterwards.
 *
 * @param options.without names of checks that do not apply, so that every deviation is written down in a test
 * @throws {RangeError} for a name that is no check's
 */
export function ledgerConformance(
  open: () => Promise<LedgerSubject>,
  { without = [] }: { readonly without?: readonly string[] } = {},
): LedgerCheck[] {
  const unknown = without.find((name) => !(name in RULES));
  if (unknown !== undefined) throw new RangeError(`there is no check called ${unknown}`);
  return Object.entries(RULES)
    .filter(([name]) => !without.includes(name))
    .map(([name, rule]) => ({
      name,
      async run() {
        const subject = await open();
        try {
          await rule(subject);
        } finally {
          await subject.close?.();
        }
      },
    }));
}
