import type { Attempt } from "./attempt.ts";
import { type Charge, chargeOf } from "./charge.ts";
import { openFailures } from "./decision.ts";
import type { UnikreaError } from "./error.ts";
import { createImage, type GeneratedImage } from "./generated-image.ts";
import { errorFrom, type JobPart, type JobRef } from "./job.ts";
import { knownUsd } from "./price.ts";
import type { CanonicalRequest, Model } from "./request.ts";
import type { Skipped } from "./route.ts";
import type { Runtime } from "./runtime.ts";
import type { Warning } from "./warning.ts";

const REFRESH_TIMEOUT_MS = 15_000;

/** Whose word a figure is: `reported` by the provider; `estimated` from its price list; `emulated`: no real money. */
export type CostBasis = "reported" | "estimated" | "emulated";

/** What the images that came cost, in dollars. `undefined` stands for not known, never 0. */
export interface Cost {
  readonly usd: number | undefined;
  readonly basis: CostBasis;
  /** What the price table said of them when they were submitted. */
  readonly estimatedUsd: number | undefined;
  /** `usd` less `estimatedUsd`: above 0, the provider charged more than its list. */
  readonly deltaUsd: number | undefined;
}

/** All money of a call, whatever came of its attempts, in dollars. `undefined` stands for not known, never 0. */
export interface TotalCost {
  /** For the images that came, and for those that are known to be billed without having come. */
  readonly usd: number | undefined;
  readonly basis: CostBasis;
  /** What may be billed in addition, for attempts of which nobody can say whether they are. 0 when there are none. */
  readonly atRiskUsd: number | undefined;
}

/** What a request brought. At least one image, unless an error was thrown instead. */
export interface GenerateResult {
  /** In the order of the request: with a seed, the i-th of n has `seed + i`. */
  readonly images: readonly GeneratedImage[];
  /** Who made the first image. */
  readonly provider: string;
  readonly model: Model;
  /** The job with all that is known about it; images that are still being made can be collected with it. */
  readonly job: JobRef;
  /** The request with every default filled in. Missing when the job was resumed from storage. */
  readonly request: CanonicalRequest | undefined;
  readonly cost: Cost;
  /** What all attempts together cost, with what is at risk. `attempts` has the share of each. */
  readonly spend: TotalCost;
  /** The whole story, first try to last. */
  readonly attempts: readonly Attempt[];
  /** Providers that were not candidates, and why. */
  readonly skipped: readonly Skipped[];
  readonly warnings: readonly Warning[];
  /** Why images are missing, when some of n did not come. */
  readonly failures: readonly UnikreaError[];
}

/** What a result is built from besides the job. */
export interface ResultContext {
  readonly problems: readonly { readonly provider: string; readonly error: UnikreaError }[];
  readonly request?: CanonicalRequest | undefined;
  readonly skipped?: readonly Skipped[];
  /** Called once the bytes of every image have been read. */
  readonly onDelivered?: () => void;
}

/** Builds the result of a job from all that is known about it. */
export function collectResult(
  { clock, providerOf }: Runtime,
  job: JobRef,
  { problems, request, skipped = [], onDelivered }: ResultContext,
): GenerateResult {
  const { model, parts, warnings } = job;
  const made = [...parts]
    .sort((a, b) => a.index - b.index)
    .flatMap((part) => (part.outcome?.images ?? []).map((image, at) => ({ part, image, at })));
  let unread = made.length;
  const onRead = () => {
    if (--unread === 0) onDelivered?.();
  };
  const images = made.map(({ part, image, at }) => {
    const provider = providerOf(part.provider);
    /** Asks for a fresh link. */
    const refresh = async () => {
      if (part.token === undefined || provider.delivery === "sync") return undefined;
      const outcome = await provider.poll(part.token, { clock, timeoutMs: REFRESH_TIMEOUT_MS });
      return outcome.status === "settled" ? outcome.images[at] : undefined;
    };
    return createImage(image, part.seed, { provider, clock, refresh, onRead, job });
  });
  return {
    images,
    provider: made[0]?.part.provider ?? parts.at(-1)?.provider ?? "",
    model,
    job,
    request,
    ...moneyOf(job),
    attempts: parts.map((part) => attemptOf(job, part)),
    skipped,
    warnings: [...warnings, ...failoverWarnings(job)],
    failures: [
      ...missingOf(job).map(({ failure, provider }) => errorFrom(failure, provider, job)),
      ...problems.map(({ error }) => error.with({ job })),
    ],
  };
}

/** Failures whose images nobody else brought: what was made up for is only a part of the story. */
const missingOf = ({ parts }: JobRef) =>
  parts.flatMap((part, at) =>
    openFailures(part, parts.slice(at + 1)).map((failure) => ({ failure, provider: part.provider })),
  );

/** A fallback that hides a dead key would pay elsewhere for ever, unnoticed. */
function failoverWarnings({ parts }: JobRef): Warning[] {
  const lasting = parts.flatMap(({ provider, outcome }) =>
    (outcome?.failures ?? [])
      .filter(({ code }) => ["authentication", "insufficient_credits", "missing_credentials"].includes(code))
      .map(
        ({ message }): Warning => ({
          type: "failover",
          path: "",
          provider,
          message: `${message}: others were asked`,
        }),
      ),
  );
  return [...new Map(lasting.map((warning) => [warning.provider, warning])).values()];
}

function moneyOf({ emulated, parts }: JobRef): Pick<GenerateResult, "cost" | "spend"> {
  const charges = parts.map(chargeOf);
  const total = (read: (charge: Charge) => number) => charges.reduce((sum, charge) => sum + read(charge), 0);
  const delivered = total(({ deliveredMicroUsd }) => deliveredMicroUsd);
  const estimated = total(({ estimatedMicroUsd }) => estimatedMicroUsd);
  const lost = total(({ lostMicroUsd }) => lostMicroUsd);
  const isReported = charges.every((charge) => charge.isReported);
  const basisOf = (isSaid: boolean): CostBasis => (emulated ? "emulated" : isSaid ? "reported" : "estimated");
  return {
    cost: {
      usd: knownUsd(delivered),
      basis: basisOf(isReported),
      estimatedUsd: knownUsd(estimated),
      deltaUsd: knownUsd(delivered - estimated),
    },
    spend: {
      usd: knownUsd(delivered + lost),
      // What an image that never came was billed at, nobody says.
      basis: basisOf(isReported && lost === 0),
      atRiskUsd: knownUsd(total(({ atRiskMicroUsd }) => atRiskMicroUsd)),
    },
  };
}

function attemptOf({ model }: JobRef, part: JobPart): Attempt {
  const { provider, n, token, outcome, submittedAt, runningAt, settledAt, polls = 0 } = part;
  const { deliveredMicroUsd, lostMicroUsd, atRiskMicroUsd } = chargeOf(part);
  const failure = outcome?.failures[0];
  const failed = outcome?.failures.map((one) => one.billed) ?? [];
  const lost = (["maybe", "yes", "no"] as const).find((word) => failed.includes(word));
  const billed = outcome?.images.length ? "yes" : lost;
  // Without an outcome and without a job: whoever sent it did not live to hear the answer.
  const open = token === undefined ? "unknown" : "accepted";
  return {
    provider,
    model,
    n,
    outcome: failure?.outcome ?? (outcome ? "settled" : open),
    billed: billed ?? (outcome ? "no" : "maybe"),
    code: failure?.code,
    message: failure?.message,
    requestId: failure?.requestId,
    isInferred: part.isInferred ?? false,
    usd: knownUsd(deliveredMicroUsd + lostMicroUsd),
    atRiskUsd: knownUsd(atRiskMicroUsd),
    startedAt: submittedAt,
    durationMs: between(submittedAt, settledAt),
    queuedMs: between(submittedAt, runningAt),
    runningMs: between(runningAt, settledAt),
    polls,
  };
}

/** Milliseconds from one date to another. A clock that was set back in between makes none. */
const between = (from: string | undefined, to: string | undefined) =>
  from === undefined || to === undefined ? undefined : Math.max(Date.parse(to) - Date.parse(from), 0);
