import { chargeOf } from "./charge.ts";
import { UnikreaError } from "./error.ts";
import type { JobPart, JobRef } from "./job.ts";
import type { LedgerStore, Spend } from "./ledger.ts";
import { priceWords, toMicroUsd } from "./price.ts";

/** What may be spent, in dollars. What may have been billed counts until it is known that it was not. */
export interface Budget {
  /** One call, all its attempts together. `maxUsd` of the call wins. */
  readonly perRequestUsd?: number | undefined;
  /** A day and a month of UTC. */
  readonly perDayUsd?: number | undefined;
  readonly perMonthUsd?: number | undefined;
  /** As long as the ledger lives. */
  readonly totalUsd?: number | undefined;
}

const COUNTERS = [
  ["totalUsd", 0],
  ["perMonthUsd", 7],
  ["perDayUsd", 10],
] as const;

/**
 * Micro-dollars that a part counts for: its price while it may be billed, what it cost once that is known. Without a price
 * it counts for nothing: under a budget it is not sent.
 */
export function accountedMicroUsd({ estimatedMicroUsd = 0, ...part }: JobPart): number {
  const { deliveredMicroUsd, lostMicroUsd, atRiskMicroUsd } = chargeOf({ ...part, estimatedMicroUsd });
  return deliveredMicroUsd + lostMicroUsd + atRiskMicroUsd;
}

/** What of it may still be billed, or is, without an image having come of it. */
export const heldMicroUsd = ({ parts }: JobRef): number =>
  parts.reduce((sum, { estimatedMicroUsd = 0, ...part }) => {
    const { lostMicroUsd, atRiskMicroUsd } = chargeOf({ ...part, estimatedMicroUsd });
    return sum + lostMicroUsd + atRiskMicroUsd;
  }, 0);

/** The counters of a part, by the day on which it was submitted. */
function changesFor(budget: Budget, submittedAt: string, deltaMicroUsd: number): Spend[] {
  return COUNTERS.flatMap(([name, length]) => {
    const limitUsd = budget[name];
    if (limitUsd === undefined) return [];
    const counter =
      length === 0 ? "total" : `${length === 10 ? "day" : "month"}:${submittedAt.slice(0, length)}`;
    return [{ counter, deltaMicroUsd, limitMicroUsd: toMicroUsd(limitUsd) }];
  });
}

const exceeded = (message: string, hint: string) =>
  new UnikreaError("budget_exceeded", `${message}, so it was not sent`, { phase: "submit", hint });

/**
 * Whether one more part is within what the call may cost, all its parts together, and each as often as it may be run. It
 * waits for nothing, so that between the check and the part's place in the call no sibling slips in.
 *
 * @throws {UnikreaError} `budget_exceeded`
 */
export function checkCall(
  budget: Budget,
  part: JobPart,
  spentMicroUsd: number,
  maxUsd: number | undefined = budget.perRequestUsd,
): void {
  const { estimatedMicroUsd, submittedAt } = part;
  if (maxUsd === undefined && changesFor(budget, submittedAt, 0).length === 0) return;
  if (estimatedMicroUsd === undefined)
    throw exceeded("its price is not known", "give the provider a price table, or ask without a budget");
  const price = accountedMicroUsd(part);
  if (maxUsd === undefined || spentMicroUsd + price <= toMicroUsd(maxUsd)) return;
  const spent = spentMicroUsd > 0 ? ` and ${priceWords(spentMicroUsd)} may be spent already` : "";
  throw exceeded(`it costs ${priceWords(price, part)}${spent}, of $${maxUsd} for this call`, "raise maxUsd");
}

/**
 * Holds the price of a part before it is sent: in one step with the check, so that no number of racers gets over. Gives
 * what is held, in micro-dollars.
 *
 * @throws {UnikreaError} `budget_exceeded`
 */
export async function reserve(ledger: LedgerStore, budget: Budget, part: JobPart): Promise<number> {
  const price = accountedMicroUsd(part);
  const changes = changesFor(budget, part.submittedAt, price);
  if (changes.length === 0 || (await ledger.spend(changes))) return price;
  throw exceeded(
    `it costs ${priceWords(price, part)}, which is more than the budget has left`,
    "raise the budget",
  );
}

/** Gives back what turned out not to be needed, or takes what was needed in addition: what was spent is spent. */
export async function adjust(
  ledger: LedgerStore,
  budget: Budget,
  { submittedAt }: JobPart,
  deltaMicroUsd: number,
): Promise<void> {
  if (deltaMicroUsd === 0) return;
  const changes = changesFor(budget, submittedAt, deltaMicroUsd).map(
    ({ limitMicroUsd: _, ...change }) => change,
  );
  if (changes.length > 0) await ledger.spend(changes);
}
