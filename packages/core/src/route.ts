import type { ImageProvider } from "./define-provider.ts";
import { type Issue, UnikreaError } from "./error.ts";
import { imagesIn } from "./images.ts";
import { describeIssues, inputError } from "./issue.ts";
import type { CanonicalRequest } from "./request.ts";
import {
  type LatencyOf,
  type Obstacle,
  type Surveyed,
  type SurveyOptions,
  surveyProviders,
} from "./survey.ts";
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

/**
 * Checks `providerOptions` for every provider of the client, so that a typo never waits for a failover to be found. An image
 * that an option of one provider forbids is refused for all: whoever wants it kept by nobody does not want it sent elsewhere.
 */
export function checkProviderOptions(request: CanonicalRequest, providers: readonly ImageProvider[]): void {
  const issues: Issue[] = [];
  for (const [id, options] of Object.entries(request.providerOptions)) {
    const provider = providers.find((candidate) => candidate.id === id);
    const expected = `one of ${providers.map((candidate) => candidate.id).join(", ")}`;
    if (provider) {
      provider.checkOptions(options, issues);
      issues.push(...imagesOnTheWeb(request, provider));
    } else
      issues.push({
        path: `providerOptions.${id}`,
        expected,
        got: "a provider that this client does not have",
      });
  }
  if (issues.length > 0) throw inputError(issues);
}

/** Images that are links, where an option of this provider takes none. */
function imagesOnTheWeb(request: CanonicalRequest, { id, capabilities }: ImageProvider): Issue[] {
  const { inlineOption = "" } = capabilities.images;
  if (Object(request.providerOptions[id])[inlineOption] !== true) return [];
  return imagesIn(request)
    .filter(({ image }) => image.kind === "url")
    .map(({ path }) => ({
      path,
      expected: `bytes or a data URI with providerOptions.${id}.${inlineOption}`,
      got: "a URL",
    }));
}

/**
 * Who is asked for a call, and who is not. A provider that is named alone is asked whether or not it has a key: its own
 * error says what is missing.
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
  const [alone] = options.provider !== undefined && wanted.length === 1 ? wanted : [];
  const asked = alone?.obstacle?.code === "missing_credentials" ? [alone] : ranked;
  if (asked.length === 0) throw nobodyError(wanted, all);
  return {
    candidates: asked.map(({ provider, request: fitted, mismatches }) => ({
      provider,
      request: fitted,
      warnings: mismatches.flatMap(({ warning }) => warning ?? []),
    })),
    skipped: wanted.flatMap((one) => {
      const { provider, mismatches, obstacle } = one;
      if (!obstacle || obstacle.code === "not_named" || asked.includes(one)) return [];
      const { code, reason } = obstacle;
      const issues = code === "unsupported" ? mismatches.map(({ issue }) => issue) : [];
      return { provider: provider.id, code, reason, issues };
    }),
  };
}

/** What is in the way of those that come nearest to being asked. */
function nobodyError(wanted: readonly Surveyed[], all: readonly Surveyed[]): UnikreaError {
  const stoppedBy = (code: Obstacle["code"]) => wanted.filter(({ obstacle }) => obstacle?.code === code);
  const dear = stoppedBy("budget_exceeded");
  const keyless = stoppedBy("missing_credentials");
  if (dear.length > 0) {
    const message = `${dear.map(({ obstacle }) => obstacle?.reason).join("; ")}. Nothing was sent`;
    const hint = [...new Set(dear.flatMap(({ obstacle }) => obstacle?.hint ?? []))].join("; ");
    return new UnikreaError("budget_exceeded", message, { phase: "submit", hint });
  }
  return keyless.length > 0 ? credentialsError(keyless) : unsupportedError(wanted, all);
}

function unsupportedError(wanted: readonly Surveyed[], all: readonly Surveyed[]): UnikreaError {
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

function credentialsError(able: readonly Surveyed[]): UnikreaError {
  const needed = able.map(({ provider }) => `${provider.id}: ${provider.variables.join(" or ")}`).join("; ");
  return new UnikreaError(
    "missing_credentials",
    `No provider has a key, so nothing was sent. Set one of: ${needed}`,
  );
}

const namesOf = (fits: readonly Surveyed[]) => fits.map(({ provider }) => provider.id).join(", ");
