import type { Check, Need, ServiceId } from "../check.ts";
import { type Keys, SECOND_VARIABLE, VARIABLES } from "./access.ts";

/** A check, and why it is not run, if so. */
export interface PlannedCheck {
  readonly check: Check;
  readonly maxMicroUsd: number;
  readonly skipped?: string | undefined;
}

/** What a run would do. */
export interface Plan {
  readonly rows: readonly PlannedCheck[];
  /** Those that are run. */
  readonly chosen: readonly PlannedCheck[];
  /** The most that these can cost, and the most that all could. */
  readonly worstMicroUsd: number;
  readonly fullMicroUsd: number;
  readonly capMicroUsd: number;
  /** Why nothing may be sent. */
  readonly refusal: string | undefined;
}

/** What plans are made from. */
export interface PlanParts {
  readonly checks: readonly Check[];
  readonly keys: Pick<Keys, "services" | "second">;
  readonly capMicroUsd: number;
  /** Ids of checks or of providers. Empty: all. */
  readonly only: readonly string[];
  /** What is there beside keys. */
  readonly has: Readonly<Record<Exclude<Need, "second-key">, boolean>>;
}

const MISSING: Readonly<Record<Need, string>> = {
  "second-key": `no second key: set ${SECOND_VARIABLE}`,
  webhook: "no address for webhooks: see --webhook-url",
  moderation: "sends a prompt that is meant to be refused: say --moderation",
  patience: "waits ten minutes: leave out --quick",
};

/** Decides what is run, and what it can cost at worst. Pure. */
export function planRun({ checks, keys, capMicroUsd, only, has }: PlanParts): Plan {
  const isWanted = ({ id, provider }: Check) =>
    only.length === 0 || only.includes(id) || only.includes(provider);
  const isMissing = (need: Need) => (need === "second-key" ? keys.second === undefined : !has[need]);
  const rows = checks.map((check): PlannedCheck => {
    const maxMicroUsd = Math.round(check.maxUsd * 1e6);
    const lacking = check.needs?.find(isMissing);
    const skipped = !isWanted(check)
      ? "not among --only"
      : keys.services[check.provider] === undefined
        ? noKey(check.provider)
        : lacking && MISSING[lacking];
    return { check, maxMicroUsd, skipped };
  });
  const chosen = rows.filter(({ skipped }) => skipped === undefined);
  const worstMicroUsd = sumOf(chosen);
  const isOver = worstMicroUsd > capMicroUsd && only.length === 0;
  return {
    ...{ rows, chosen, worstMicroUsd, fullMicroUsd: sumOf(rows), capMicroUsd },
    refusal: isOver ? "the worst case is over the cap: choose with --only, or raise --max-usd" : undefined,
  };
}

const sumOf = (rows: readonly PlannedCheck[]) => rows.reduce((sum, { maxMicroUsd }) => sum + maxMicroUsd, 0);
const noKey = (service: ServiceId) => `no key: set ${VARIABLES[service]}`;

/** Names of `--only` that stand for nothing. */
export function unknownNames(only: readonly string[], checks: readonly Check[]): string[] {
  return only.filter((name) => !checks.some(({ id, provider }) => name === id || name === provider));
}
