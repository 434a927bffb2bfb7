import { type Attempt, type GenerateResult, isUnikreaError, UnikreaError } from "@unikrea/core";
import type { ComparedFailure, ComparedImage, ComparisonCell } from "./comparison.ts";
import { sumUsd } from "./money.ts";
import type { PlannedCell } from "./row.ts";

/** What is known of a cell when it ends. */
export interface CellEnd {
  readonly cell: ComparisonCell;
  readonly attempts: readonly Attempt[];
  /** True when its service has shown to be an emulator. */
  readonly isEmulated: boolean;
  /** True when its service is on this machine. */
  readonly isLocal: boolean;
  /** What kept its images away, or some of them. */
  readonly errors: readonly UnikreaError[];
}

/** When things happened, on the clock's line. */
export interface Times {
  readonly startedAt: number;
  /** When the images were made. */
  readonly madeAt: number;
  readonly endedAt: number;
}

/** The bytes of an image, or what kept them away. */
export type Fetched =
  | { readonly image: ComparedImage; readonly error?: never }
  | { readonly image?: never; readonly error: UnikreaError };

const NO_TIME = { queuedMs: undefined, runningMs: undefined, downloadMs: undefined };

/** A cell that is not asked. It costs nothing; the estimate says what it would have cost. */
export function ineligibleCell({ provider, plan, warnings, reason }: PlannedCell): ComparisonCell {
  const { estimate, settings } = plan;
  return {
    ...{ provider, status: "ineligible", reason, images: [], settings, warnings },
    cost: { estimatedUsd: estimate.usd, usd: 0, basis: "estimated", deltaUsd: 0, atRiskUsd: 0 },
    timing: { ...NO_TIME, totalMs: 0 },
    polls: 0,
    failures: [],
  };
}

/** A cell whose images were made, whether or not all of them came. */
export function madeCell(
  { provider, plan, isLocal }: PlannedCell,
  result: GenerateResult,
  fetched: readonly Fetched[],
  { startedAt, madeAt, endedAt }: Times,
): CellEnd {
  const { cost, spend, attempts, warnings, job } = result;
  const images = fetched.flatMap(({ image }) => image ?? []);
  const errors = [...result.failures, ...fetched.flatMap(({ error }) => error ?? [])];
  // A service may carry one order out twice: what is paid for is shown.
  const isWhole = images.length >= plan.estimate.n;
  const cell: ComparisonCell = {
    ...{ provider, images, settings: plan.settings, warnings },
    status: isWhole ? "done" : images.length > 0 ? "partial" : "failed",
    cost: {
      estimatedUsd: plan.estimate.usd,
      usd: cost.usd,
      basis: cost.basis,
      deltaUsd: cost.deltaUsd,
      atRiskUsd: sumUsd([lostUsd(result), spend.atRiskUsd]),
    },
    timing: {
      ...waitsOf(attempts),
      downloadMs: Math.round(endedAt - madeAt),
      totalMs: Math.round(endedAt - startedAt),
    },
    polls: pollsOf(attempts),
    failures: isWhole ? [] : distinct(errors),
    jobId: job.id,
  };
  return { cell, attempts, isEmulated: job.emulated ?? false, isLocal, errors };
}

/** What was billed beyond the images that were made. */
function lostUsd({ cost, spend, failures }: GenerateResult): number | undefined {
  if (failures.every(({ billed }) => billed !== "yes")) return 0;
  return sumUsd([spend.usd, cost.usd === undefined ? undefined : -cost.usd]);
}

/** A cell that brought nothing. */
export function failedCell(
  { provider, plan, warnings, isLocal }: PlannedCell,
  error: UnikreaError,
  { startedAt, endedAt }: Pick<Times, "startedAt" | "endedAt">,
): CellEnd {
  const { attempts } = error;
  const isEmulated = error.job?.emulated ?? false;
  const cell: ComparisonCell = {
    ...{ provider, status: "failed", images: [], settings: plan.settings, warnings },
    cost: {
      ...{ estimatedUsd: plan.estimate.usd, usd: 0, deltaUsd: 0 },
      basis: isEmulated ? "emulated" : "estimated",
      atRiskUsd: atRiskOf(error),
    },
    timing: { ...waitsOf(attempts), downloadMs: undefined, totalMs: Math.round(endedAt - startedAt) },
    polls: pollsOf(attempts),
    failures: distinct([error, ...attempts]),
    jobId: error.job?.id,
  };
  return { cell, attempts, isEmulated, isLocal, errors: [error] };
}

/** What is or may be billed although nothing came. */
function atRiskOf({ billed, attempts }: UnikreaError): number | undefined {
  if (attempts.length === 0) return billed === "no" ? 0 : undefined;
  return sumUsd(attempts.flatMap(({ usd, atRiskUsd }) => [usd, atRiskUsd]));
}

/** Whatever was thrown, as an error of ours: one cell never takes the others with it. */
export function errorOfCell(thrown: unknown, provider: string): UnikreaError {
  if (isUnikreaError(thrown)) return thrown;
  const said = thrown instanceof Error ? thrown.message : String(thrown);
  const message = `${provider}: something unexpected happened (${said}), so nobody can say what became of it`;
  return new UnikreaError("outcome_unknown", message, { provider, outcome: "unknown", cause: thrown });
}

/** Of several jobs the longest waits count. */
function waitsOf(attempts: readonly Attempt[]) {
  const longest = (values: readonly (number | undefined)[]) => {
    const known = values.filter((value) => value !== undefined);
    return known.length > 0 ? Math.max(...known) : undefined;
  };
  return {
    queuedMs: longest(attempts.map(({ queuedMs }) => queuedMs)),
    runningMs: longest(attempts.map(({ runningMs }) => runningMs)),
  };
}

const pollsOf = (attempts: readonly Attempt[]) => attempts.reduce((sum, { polls }) => sum + polls, 0);

/** What went wrong, in the order in which it is to be read; the same thing is said once. */
function distinct(problems: readonly (UnikreaError | Attempt)[]): ComparedFailure[] {
  const told = new Map<string, ComparedFailure>();
  for (const problem of problems) {
    const { code, message = "", billed } = problem;
    if (code === undefined || told.has(`${code} ${billed}`)) continue;
    const hint = "hint" in problem ? problem.hint : undefined;
    told.set(`${code} ${billed}`, { code, message, billed, ...(hint !== undefined && { hint }) });
  }
  return [...told.values()];
}
