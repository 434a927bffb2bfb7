import {
  type GenerateRequest,
  isUnikreaError,
  type Krea2,
  type Plan,
  type ProviderPlan,
  UnikreaError,
  type Warning,
} from "@unikrea/core";
import type { PinnedRequest } from "./input.ts";
import type { CompareSettings } from "./options.ts";

/** What of a client a comparison uses. */
export type Comparer = Pick<Krea2, "providers" | "generate" | "plan">;

/** A row before anything was sent. */
export interface PlannedRow {
  /** Its place, from 1. */
  readonly id: number;
  readonly request: GenerateRequest;
  readonly seed: number;
  /** With every default filled in. */
  readonly canonical: Plan["request"];
  /** One for each column. */
  readonly cells: readonly PlannedCell[];
}

export interface PlannedCell {
  readonly row: number;
  readonly provider: string;
  readonly plan: ProviderPlan;
  /** Whether its service is on this machine. */
  readonly isLocal: boolean;
  /** About the request, and about what this provider makes of it. */
  readonly warnings: readonly Warning[];
  /** Why it will not be asked. Missing: it will. */
  readonly reason: string | undefined;
}

/**
 * Plans every row: who can honour it, and what that would cost. Nothing is sent.
 *
 * @throws {UnikreaError} `invalid_input` for the first request that is wrong; its issues say where it stood
 */
export function planRows(
  k2: Comparer,
  requests: readonly PinnedRequest[],
  { providers, maxUsd, call }: CompareSettings,
): PlannedRow[] {
  return requests.map(({ request, seed, pathOf }, at) => {
    const plan = placeIssues(pathOf, () => k2.plan(request, call));
    const cells = providers.flatMap((provider) => {
      const own = plan.providers.find((candidate) => candidate.provider === provider);
      if (!own) return [];
      const warnings = [...plan.warnings, ...own.warnings];
      const isLocal = k2.providers.some(({ id, local }) => id === provider && local);
      return [{ row: at + 1, provider, plan: own, isLocal, warnings, reason: reasonAgainst(own, maxUsd) }];
    });
    return { id: at + 1, request, seed, canonical: plan.request, cells };
  });
}

function reasonAgainst({ provider, eligible, reasons, estimate }: ProviderPlan, maxUsd: number | undefined) {
  if (!eligible) return reasons.join("; ");
  if (maxUsd === undefined || estimate.usd !== undefined) return undefined;
  return `${provider} has no known price, which cannot be held against a ceiling`;
}

/** What is wrong with one of many requests is named by where it stood. */
function placeIssues<Result>(pathOf: PinnedRequest["pathOf"], plan: () => Result): Result {
  try {
    return plan();
  } catch (error) {
    if (!isUnikreaError(error) || error.code !== "invalid_input") throw error;
    const issues = error.issues.map((issue) => ({ ...issue, path: pathOf(issue.path) }));
    const moved = issues.find((issue, at) => issue.path !== error.issues[at]?.path);
    const message = moved ? `${moved.path}: ${error.message}` : error.message;
    throw new UnikreaError(error.code, message, { issues, cause: error });
  }
}
