import type { CallOptions } from "./call.ts";
import { type Fit, fitRequest } from "./capabilities.ts";
import type { ImageProvider } from "./define-provider.ts";
import { type Issue, UnikreaError } from "./error.ts";
import { describeIssues, inputError } from "./issue.ts";
import { type Latency, quantileMs } from "./latency.ts";
import { estimateMicroUsd } from "./price.ts";
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
  readonly code: "unsupported" | "missing_credentials";
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

type ProviderFit = Fit & { readonly provider: ImageProvider };

/**
 * Ranks those who can honour the request. A provider that is named is used whether or not it has a key: its own error
 * says what is missing.
 *
 * @throws {UnikreaError} `unsupported` or `missing_credentials` when nobody is left; both say what would help.
 */
export function planRoute(
  request: CanonicalRequest,
  providers: readonly ImageProvider[],
  { provider: named, onUnsupported, routing = "order" }: CallOptions,
  latencyOf: (provider: ImageProvider) => Latency | undefined,
): Route {
  const all = providers.map((provider) => ({ provider, ...fitRequest(request, provider) }));
  const names = named === undefined ? undefined : [named].flat();
  const wanted = names ? names.flatMap((name) => all.filter(({ provider }) => provider.id === name)) : all;
  const isAble = ({ mismatches }: ProviderFit) =>
    mismatches.every(({ warning }) => warning && onUnsupported === "warn");
  const able = wanted.filter(isAble);
  if (able.length === 0) throw unsupportedError(wanted, all);
  const chosen = able.filter(({ provider }) => names?.length === 1 || provider.hasCredentials());
  if (chosen.length === 0) throw credentialsError(able);
  // Whoever honours it exactly comes before whoever has to leave something out.
  const exact = (fit: ProviderFit) => (fit.mismatches.length === 0 ? 0 : 1);
  const rank = rankOf(routing, latencyOf);
  const ranked = chosen
    .map((fit) => ({ fit, rank: rank(fit) }))
    .sort((a, b) => exact(a.fit) - exact(b.fit) || a.rank - b.rank);
  return {
    candidates: ranked.map(({ fit }) => ({
      provider: fit.provider,
      request: fit.request,
      warnings: fit.mismatches.flatMap(({ warning }) => warning ?? []),
    })),
    skipped: wanted.filter((fit) => !chosen.includes(fit)).map((fit) => skippedFor(fit, isAble(fit))),
  };
}

/** Small comes first; equal ranks stay in the order of the list. */
function rankOf(
  routing: Routing,
  latencyOf: (provider: ImageProvider) => Latency | undefined,
): (fit: ProviderFit) => number {
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

function skippedFor({ provider, mismatches }: ProviderFit, isAble: boolean): Skipped {
  const { id, variables } = provider;
  if (isAble) {
    const reason = `${id} has no key: set ${variables.join(" or ")}`;
    return { provider: id, code: "missing_credentials", reason, issues: [] };
  }
  const issues = mismatches.map(({ issue }) => issue);
  const reason = `${id} cannot honour ${issues.map(({ path }) => path).join(", ")}`;
  return { provider: id, code: "unsupported", reason, issues };
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
