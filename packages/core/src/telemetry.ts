import type { UnikreaError } from "./error.ts";
import { toMicroUsd, toUsd } from "./price.ts";
import type { GenerateResult } from "./result.ts";

/** Attributes of a span or a log record. What is not known is left out. */
export type SpanAttributes = Readonly<Record<string, string | number | boolean>>;

/**
 * What came of a call as attributes for OpenTelemetry: where its conventions for generative AI have a name, that one
 * (`gen_ai.*`, in development there; read 2026-11-21), else one that begins with `unikrea.`. No prompt, no link, no key.
 *
 * @example
 * span.setAttributes(spanAttributes(await k2.generate(request)));
 */
export function spanAttributes(outcome: GenerateResult | UnikreaError): SpanAttributes {
  const { attempts, job } = outcome;
  const shared = {
    "gen_ai.operation.name": "generate_content",
    "gen_ai.output.type": "image",
    "gen_ai.provider.name": outcome.provider,
    "gen_ai.request.model": job?.model ?? attempts[0]?.model,
    "gen_ai.response.id": job?.id,
    "unikrea.emulated": job?.emulated ?? false,
    "unikrea.attempts": attempts.length,
    "unikrea.failover": new Set(attempts.map(({ provider }) => provider)).size > 1,
  };
  if ("images" in outcome) {
    const { cost, spend, images, request } = outcome;
    return known({
      ...shared,
      "gen_ai.request.choice.count": request?.n,
      "gen_ai.request.seed": request?.seed,
      "unikrea.images": images.length,
      "unikrea.cost.usd": cost.usd,
      "unikrea.cost.basis": cost.basis,
      "unikrea.cost.estimated_usd": cost.estimatedUsd,
      "unikrea.cost.delta_usd": cost.deltaUsd,
      "unikrea.spend.usd": spend.usd,
      "unikrea.spend.at_risk_usd": spend.atRiskUsd,
    });
  }
  const { code, outcome: outcomeClass, billed, phase } = outcome;
  return known({
    ...shared,
    "error.type": code,
    "unikrea.outcome": outcomeClass,
    "unikrea.billed": billed,
    "unikrea.phase": phase,
    "unikrea.spend.usd": sumOf(attempts.map(({ usd }) => usd)),
    "unikrea.spend.at_risk_usd": sumOf(attempts.map(({ atRiskUsd }) => atRiskUsd)),
  });
}

function known(all: Record<string, string | number | boolean | undefined>): SpanAttributes {
  return Object.fromEntries(
    Object.entries(all).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}

/** Dollars in whole micro-dollars, so that no sum ends in digits that nobody was charged. */
const sumOf = (usd: readonly (number | undefined)[]): number | undefined =>
  usd.includes(undefined)
    ? undefined
    : toUsd(usd.reduce<number>((sum, one) => sum + toMicroUsd(one ?? 0), 0));
