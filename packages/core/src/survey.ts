import type { CallOptions } from "./call.ts";
import { type Fit, fitRequest } from "./capabilities.ts";
import type { ImageProvider } from "./define-provider.ts";
import { type Latency, quantileMs } from "./latency.ts";
import { estimateMicroUsd, mostMicroUsd, priceWords, toMicroUsd } from "./price.ts";
import type { CanonicalRequest } from "./request.ts";
import type { Routing, Skipped } from "./route.ts";
import type { Runtime } from "./runtime.ts";
import { splitRequest } from "./split.ts";

/** One provider of the client, held against a request. */
export interface Surveyed extends Fit {
  readonly provider: ImageProvider;
  /** Whether it can honour the request as well as the caller wants it honoured. */
  readonly isAble: boolean;
  /** Why a call would not ask it. Missing: it would. */
  readonly obstacle?: Obstacle | undefined;
}

export interface Obstacle {
  readonly code: Skipped["code"] | "not_named";
  /** One sentence for a person. */
  readonly reason: string;
  /** What would help. */
  readonly hint?: string;
}

/** All providers of a client and what becomes of each. Shared by what is sent and by what is only planned. */
export interface Survey {
  /** As the client lists them. */
  readonly all: readonly Surveyed[];
  /** Those that would be asked, first to last. */
  readonly ranked: readonly Surveyed[];
}

export type LatencyOf = (provider: ImageProvider) => Latency | undefined;

/** How a survey is made. */
export interface SurveyOptions
  extends Pick<CallOptions, "provider" | "onUnsupported" | "routing" | "maxUsd"> {
  /** Whether what may be spent has a limit, of this call or of all: then nothing is sent whose price is not known. */
  readonly isLimited?: boolean;
}

/** How a call is surveyed: by its own options, else by its client's. */
export function surveyOptions(
  { budget, ...client }: Pick<Runtime, "budget" | "routing">,
  options: CallOptions,
): SurveyOptions {
  const { maxUsd = budget.perRequestUsd, routing = client.routing } = options;
  const isLimited = [maxUsd, ...Object.values(budget)].some((limit) => limit !== undefined);
  return { ...options, maxUsd, routing, isLimited };
}

/** Holds a request against every provider, and ranks those that can honour it. */
export function surveyProviders(
  request: CanonicalRequest,
  providers: readonly ImageProvider[],
  { provider: named, onUnsupported, routing = "order", ...limits }: SurveyOptions,
  latencyOf: LatencyOf,
): Survey {
  const names = named === undefined ? undefined : [named].flat();
  const isAble = ({ mismatches }: Fit) =>
    mismatches.every(({ warning }) => warning && onUnsupported === "warn");
  const obstacleOf = (fit: ProviderFit): Obstacle | undefined => {
    const { provider, mismatches } = fit;
    const { id, variables } = provider;
    if (names && !names.includes(id)) return { code: "not_named", reason: `${id} was not among those named` };
    if (!isAble(fit)) {
      const paths = mismatches.map(({ issue }) => issue.path).join(", ");
      return { code: "unsupported", reason: `${id} cannot honour ${paths}` };
    }
    if (!provider.hasCredentials())
      return { code: "missing_credentials", reason: `${id} has no key: set ${variables.join(" or ")}` };
    return priceObstacle(fit, limits);
  };
  const all = providers.map((provider): Surveyed => {
    const fit = { provider, ...fitRequest(request, provider) };
    return { ...fit, isAble: isAble(fit), obstacle: obstacleOf(fit) };
  });
  const open = all.filter(({ obstacle }) => !obstacle);
  // Whoever is listed comes in the order of that list.
  const listed = names
    ? [...new Set(names)].flatMap((name) => open.filter(({ provider }) => provider.id === name))
    : open;
  // Whoever honours it exactly comes before whoever has to leave something out.
  const exact = (fit: ProviderFit) => (fit.mismatches.length === 0 ? 0 : 1);
  const rank = rankOf(routing, latencyOf);
  const ranked = listed
    .map((fit) => ({ fit, rank: rank(fit) }))
    .sort((a, b) => exact(a.fit) - exact(b.fit) || a.rank - b.rank)
    .map(({ fit }) => fit);
  return { all, ranked };
}

type ProviderFit = Fit & { readonly provider: ImageProvider };

/** Small comes first; equal ranks stay in the order of the list. */
function rankOf(routing: Routing, latencyOf: LatencyOf): (fit: ProviderFit) => number {
  if (routing === "order") return () => 0;
  const priceOf = ({ request, provider }: ProviderFit) =>
    estimateMicroUsd(request, provider.prices) ?? Number.MAX_SAFE_INTEGER;
  if (routing === "cheapest") return priceOf;
  return ({ provider }) => {
    const latency = latencyOf(provider);
    // Whoever was never measured goes first once: finding out costs no more than the image that is wanted anyway.
    return latency ? quantileMs(latency, 0) : 0;
  };
}

/** Why not even the smallest job of the request may be sent, for its price. */
function priceObstacle(
  { provider, request }: ProviderFit,
  { maxUsd, isLimited = maxUsd !== undefined }: Pick<SurveyOptions, "maxUsd" | "isLimited">,
): Obstacle | undefined {
  if (!isLimited) return undefined;
  const { id, capabilities } = provider;
  const code = "budget_exceeded";
  const n = Math.min(...splitRequest(request, capabilities.imagesPerJob).map((job) => job.n));
  const least = mostMicroUsd({ ...request, n }, provider);
  if (Number.isNaN(least)) {
    const reason = `the price of an image is not known on ${id}, and what may be spent has a limit`;
    return { code, reason, hint: `give the client a price of ${id}, or ask without a limit` };
  }
  if (maxUsd === undefined || least <= toMicroUsd(maxUsd)) return undefined;
  const images = n === 1 ? "one image costs" : `${n} images in one job cost`;
  const reason = `${images} ${priceWords(least, provider)} on ${id}, more than the $${maxUsd} for this call`;
  return { code, reason, hint: "raise maxUsd" };
}
