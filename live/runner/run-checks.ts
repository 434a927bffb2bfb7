import { scrub } from "@unikrea/core/provider";
import { type Check, type Finding, Unfinished, type Verdict } from "../check.ts";
import type { Session } from "./context.ts";
import type { PlannedCheck } from "./plan.ts";
import type { Purse } from "./purse.ts";
import { scrubText } from "./scrub.ts";

/** What became of one check. */
export interface Outcome {
  readonly check: Check;
  readonly verdict: Verdict;
  /** Safe to show. */
  readonly observed: string;
  readonly fixture: NonNullable<Finding["fixture"]>;
  /** What was reserved for it. The bill is this or less. */
  readonly takenMicroUsd: number;
  /** True when the check itself is broken: a defect of this program. */
  readonly isBroken: boolean;
  /** True when the verdict is the opposite of what our code relies on. */
  readonly isAlarming: boolean;
}

/** What running checks needs. */
export interface RunParts {
  readonly session: Session;
  readonly purse: Purse;
  readonly secrets: readonly string[];
  /** Called before and after each check. */
  onStart?(check: Check): void;
  onEnd?(outcome: Outcome): void;
}

/** Texts from services are cut to this many characters. */
const MAX_OBSERVED = 500;

/** Runs the checks one after the other. What one stumbles over does not keep the others from running. */
export async function runChecks(chosen: readonly PlannedCheck[], parts: RunParts): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  for (const { check, maxMicroUsd } of chosen) {
    parts.onStart?.(check);
    parts.purse.open(check.id, maxMicroUsd);
    const outcome = await runOne(check, parts);
    parts.onEnd?.(outcome);
    outcomes.push(outcome);
  }
  return outcomes;
}

async function runOne(check: Check, { session, purse, secrets }: RunParts): Promise<Outcome> {
  let finding: Finding;
  let isBroken = false;
  try {
    finding = await check.run(session.contextOf());
  } catch (error) {
    isBroken = !(error instanceof Unfinished) && purse.refusal === undefined;
    const words = error instanceof Error ? error.message : String(error);
    finding = { verdict: "inconclusive", observed: isBroken ? `the check broke: ${words}` : words };
  }
  // Whatever a check made of it: it was not allowed to ask to the end.
  if (purse.refusal !== undefined) {
    finding = { ...finding, verdict: "inconclusive", observed: `stopped, ${purse.refusal}` };
  }
  const { verdict, observed, fixture = [] } = finding;
  const { reliesOn } = check;
  return {
    ...{ check, verdict, fixture, isBroken },
    observed: scrub(scrubText(observed, secrets), secrets, MAX_OBSERVED),
    takenMicroUsd: purse.takenByCheckMicroUsd,
    isAlarming:
      (verdict === "confirmed" && reliesOn === "no") || (verdict === "refuted" && reliesOn === "yes"),
  };
}
