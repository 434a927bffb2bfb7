import type { CallOptions } from "./call.ts";
import { type Fit, fitRequest } from "./capabilities.ts";
import type { ImageProvider } from "./define-provider.ts";
import { type Issue, UnikreaError } from "./error.ts";
import { describeIssues, inputError } from "./issue.ts";
import { type Latency, quantileMs } from "./latency.ts";
import { estimateMicroUsd, toUsd } from "./price.ts";
import type { CanonicalRequest } from "./request.ts";
import type { Warning } from "./warning.ts";

/** In which order providers are tried: as listed, by price, or by the time that their jobs have taken here. */
export const ROUTINGS = ["order", "cheapest", "fastest"] as const;
export type Routing = (typeof ROUTINGS)[number];

/** A provider that can take the request, with the request as it will get it. */
export interface Candidate {
  readonly provider: ImageProvider;
  readonly request: CanonicalRequest;
  readonly warnings: readonly Warning[];
}

/** A provider that was not asked, and why. */
export interface Skipped {
  readonly provider: string;
  readonly code: "unsupported" | "missing_credentials" | "budget_exceeded";
  /** One sentence for a person. */
  readonly reason: string;
  /** The settings that it cannot honour. */
  readonly issues: readonly Issue[];
}

/** Who is asked, first to last, and who is not. */
export interface Route {
  readonly candidates: readonly Candidate[];
  readonly skipped: readonly Skipped[];
}

/** Checks `providerOptions` for every provider of the client, so that a typo never waits for a failover to be found. */
export function checkProviderOptions(request: CanonicalRequest, providers: readonly ImageProvider[]): void {
  const issues: Issue[] = [];
  for (const [id, options] of Object.entries(request.providerOptions)) {
    const provider = providers.find((candidate) => candidate.id === id);
    const expected = `one of ${providers.map((candidate) => candidate.id).join(", ")}`;
    if (provider) provider.checkOptions(options, issues);
    else
      issues.push({
        path: `providerOptions.${id}`,
        expected,
        got: "a provider that this client does not have",
      });
  }
  if (issues.length > 0) throw inputError(issues);
}

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
}

/** All providers of a client and what becomes of each. Shared by what is sent and by what is only planned. */
export interface Survey {
  /** As the client lists them. */
  readonly all: readonly Surveyed[];
  /** Those that would be asked, first to last. */
  readonly ranked: readonly Surveyed[];
}

type LatencyOf = (provider: ImageProvider) => Latency | undefined;

/** How a survey is made. */
type SurveyOptions = Pick<CallOptions, "provider" | "onUnsupported" | "routing" | "maxUsd">;

/**
 * Holds a request against every provider, and ranks those that can honour it. A provider that is named alone is used
 * whether or not it has a key: its own error says what is missing.
 */
export function surveyProviders(
  request: CanonicalRequest,
  providers: readonly ImageProvider[],
  { provider: named, onUnsupported, routing = "order", maxUsd }: SurveyOptions,
  latencyOf: LatencyOf,
): Survey {
  const names = named === undefined ? undefined : [named].flat();
  const isAble = ({ mismatches }: Fit) =>
    mismatches.every(({ warning }) => warning && onUnsupported === "warn");
  const obstacleOf = (fit: ProviderFit): Obstacle | undefined => {
    const { provider, mismatches, request: fitted } = fit;
    const { id, variables } = provider;
    if (names && !names.includes(id)) return { code: "not_named", reason: `${id} was not among those named` };
    if (!isAble(fit)) {
      const paths = mismatches.map(({ issue }) => issue.path).join(", ");
      return { code: "unsupported", reason: `${id} cannot honour ${paths}` };
    }
    if (names?.length !== 1 && !provider.hasCredentials())
      return { code: "missing_credentials", reason: `${id} has no key: set ${variables.join(" or ")}` };
    const each = estimateMicroUsd({ ...fitted, n: 1 }, provider.prices);
    if (maxUsd === undefined || each === undefined || each <= Math.round(maxUsd * 1e6)) return undefined;
    const reason = `one image costs $${toUsd(each)} on ${id}, more than the $${maxUsd} for this call`;
    return { code: "budget_exceeded", reason };
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

/**
 * Who is asked for a call, and who is not.
 *
 * @throws {UnikreaError} `unsupported`, `missing_credentials` or `budget_exceeded` when nobody is left; each says what
 * would help.
 */
export function planRoute(
  request: CanonicalRequest,
  providers: readonly ImageProvider[],
  options: SurveyOptions,
  latencyOf: LatencyOf,
): Route {
  const { all, ranked } = surveyProviders(request, providers, options, latencyOf);
  const wanted = all.filter(({ obstacle }) => obstacle?.code !== "not_named");
  if (ranked.length === 0) throw nobodyError(wanted, all);
  return {
    candidates: ranked.map(({ provider, request: fitted, mismatches }) => ({
      provider,
      request: fitted,
      warnings: mismatches.flatMap(({ warning }) => warning ?? []),
    })),
    skipped: wanted.flatMap(({ provider, mismatches, obstacle }) => {
      if (!obstacle || obstacle.code === "not_named") return [];
      const { code, reason } = obstacle;
      const issues = code === "unsupported" ? mismatches.map(({ issue }) => issue) : [];
      return { provider: provider.id, code, reason, issues };
    }),
  };
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

/** What is in the way of those that come nearest to being asked. */
function nobodyError(wanted: readonly Surveyed[], all: readonly Surveyed[]): UnikreaError {
  const stoppedBy = (code: Obstacle["code"]) => wanted.filter(({ obstacle }) => obstacle?.code === code);
  const dear = stoppedBy("budget_exceeded");
  const keyless = stoppedBy("missing_credentials");
  if (dear.length > 0) {
    const message = `${dear.map(({ obstacle }) => obstacle?.reason).join("; ")}. Nothing was sent`;
    return new UnikreaError("budget_exceeded", message, { phase: "submit", hint: "raise maxUsd" });
  }
  return keyless.length > 0 ? credentialsError(keyless) : unsupportedError(wanted, all);
}

function unsupportedError(wanted: readonly ProviderFit[], all: readonly ProviderFit[]): UnikreaError {
  const issues = wanted.flatMap(({ mismatches }) =>
    mismatches.map(({ issue, warning }) => {
      const takers = all.filter((fit) => !fit.mismatches.some((other) => other.issue.path === issue.path));
      const others = takers.length > 0 && `${namesOf(takers)} would take it`;
      const hint = [others, warning && `onUnsupported: "warn" goes on: ${warning.message}`]
        .filter(Boolean)
        .join("; ");
      return hint ? { ...issue, hint } : issue;
    }),
  );
  const message = `${namesOf(wanted)} cannot honour this exactly. ${describeIssues(issues)}`;
  return new UnikreaError("unsupported", message, { issues });
}

function credentialsError(able: readonly ProviderFit[]): UnikreaError {
  const needed = able.map(({ provider }) => `${provider.id}: ${provider.variables.join(" or ")}`).join("; ");
  return new UnikreaError(
    "missing_credentials",
    `No provider has a key, so nothing was sent. Set one of: ${needed}`,
  );
}

const namesOf = (fits: readonly ProviderFit[]) => fits.map(({ provider }) => provider.id).join(", ");
