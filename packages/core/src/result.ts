import type { Attempt } from "./attempt.ts";
import { imagesAtRisk } from "./charge.ts";
import type { UnikreaError } from "./error.ts";
import { createImage, type GeneratedImage } from "./generated-image.ts";
import { errorFrom, type JobPart, type JobRef } from "./job.ts";
import { toUsd } from "./price.ts";
import type { CanonicalRequest, Model } from "./request.ts";
import type { Skipped } from "./route.ts";
import type { Runtime } from "./runtime.ts";
import type { Warning } from "./warning.ts";

const REFRESH_TIMEOUT_MS = 15_000;

/** What images cost. */
export interface Cost {
  /** Dollars for the delivered images, or `undefined` when that is not known. Never 0 for not known. */
  readonly usd: number | undefined;
  /** `reported` by the provider; `estimated` from its price list; `emulated`: no real money. */
  readonly basis: "reported" | "estimated" | "emulated";
  /** Dollars that are, or may be, billed for images that did not come. 0 when there are none. */
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
    cost: costOf(job),
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
function missingOf({ parts }: JobRef) {
  return parts.flatMap((part, at) => {
    const isMadeUpFor = parts
      .slice(at + 1)
      .some(({ index }) => index >= part.index && index < part.index + part.n);
    const failures = part.outcome?.failures ?? [];
    const open = isMadeUpFor ? failures.filter(({ billed }) => billed !== "no") : failures;
    return open.map((failure) => ({ failure, provider: part.provider }));
  });
}

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

function costOf(job: JobRef): Cost {
  const { emulated, parts } = job;
  const prices = parts.flatMap(({ outcome, estimatedMicroUsd = Number.NaN }) =>
    (outcome?.images ?? []).map(({ microUsd }) => ({
      microUsd: microUsd ?? estimatedMicroUsd,
      isReported: microUsd !== undefined,
    })),
  );
  // NaN stands for "not known" until the sum is made.
  const total = prices.reduce((sum, { microUsd }) => sum + microUsd, 0);
  const usd = (microUsd: number) => (Number.isNaN(microUsd) ? undefined : toUsd(microUsd));
  const basis = prices.every(({ isReported }) => isReported) ? "reported" : "estimated";
  return {
    usd: usd(total),
    basis: emulated ? "emulated" : basis,
    atRiskUsd: usd(imagesAtRisk(job).microUsd),
  };
}

function attemptOf({ model }: JobRef, part: JobPart): Attempt {
  const { provider, n, token, outcome, submittedAt, settledAt } = part;
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
    startedAt: submittedAt,
    durationMs:
      settledAt === undefined ? undefined : Math.max(Date.parse(settledAt) - Date.parse(submittedAt), 0),
  };
}
