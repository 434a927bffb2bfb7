import type { CallOptions } from "./call.ts";
import type { ImageProvider } from "./define-provider.ts";
import type { Issue } from "./error.ts";
import type { CanonicalImage } from "./image.ts";
import { parseRequest } from "./parse-request.ts";
import { describeImage, type PlannedSetting, planSettings } from "./planned-setting.ts";
import {
  knownUsd,
  mostMicroUsd,
  type PriceBasis,
  type PriceTable,
  type PriceTier,
  priceOf,
  priceTier,
  priceWords,
  toMicroUsd,
} from "./price.ts";
import type { CanonicalRequest } from "./request.ts";
import { checkProviderOptions } from "./route.ts";
import type { Runtime } from "./runtime.ts";
import { splitRequest } from "./split.ts";
import { type Surveyed, surveyOptions, surveyProviders } from "./survey.ts";
import { requestWarnings, type Warning } from "./warning.ts";
import { shortenWire, type WireRequest } from "./wire-request.ts";

/** What it would cost by the price table. */
export interface Estimate {
  /** For all `n` images, in dollars. `undefined` when the price is not known. */
  readonly usd: number | undefined;
  readonly perImageUsd: number | undefined;
  readonly n: number;
  readonly tier: PriceTier;
  /** What the figure rests on, where it was read, and when. Missing when the price is not known. */
  readonly basis: PriceBasis | undefined;
  readonly source: string | undefined;
  readonly checkedOn: string | undefined;
}

/** What one provider would be asked, do, and charge. */
export interface ProviderPlan {
  readonly provider: string;
  /** Whether a call would ask it. */
  readonly eligible: boolean;
  /** Why not, in sentences for a person. */
  readonly reasons: readonly string[];
  /** The settings that it cannot honour. */
  readonly issues: readonly Issue[];
  /** Pixels of the image. Missing when the provider does not publish them. */
  readonly size: { readonly width: number; readonly height: number } | undefined;
  readonly settings: readonly PlannedSetting[];
  /** One for each job that the request is split into. Empty when it cannot be sent at all. */
  readonly wire: readonly WireRequest[];
  readonly estimate: Estimate;
  /** The most that its images could cost here, in dollars: more than the estimate where a lost run may be run twice. */
  readonly worstCaseUsd: number | undefined;
  readonly warnings: readonly Warning[];
}

/** What a call would do. Made without any network. */
export interface Plan {
  /** With every default filled in. */
  readonly request: CanonicalRequest;
  readonly providers: readonly ProviderPlan[];
  /**
   * The providers that would be asked, first to last. What changes by the hour is not looked at: what the budget of a day has
   * left, and whom this client has just found out of order.
   */
  readonly order: readonly string[];
  /**
   * The most that a call could cost by the price tables, all its attempts together and what may be run twice counted twice,
   * in dollars. `undefined` when a price is not known, or when nobody would be asked. Outside of it is what a setting of a
   * provider takes on trust: that what it does not show was never accepted, and may be ordered again.
   */
  readonly worstCaseUsd: number | undefined;
  readonly warnings: readonly Warning[];
}

/**
 * Says what `generate` would do with the same request and options, by the same functions, and sends nothing.
 *
 * @throws {UnikreaError} `invalid_input`
 */
export function plan(runtime: Runtime, input: unknown, options: CallOptions): Plan {
  const request = parseRequest(input);
  checkProviderOptions(request, runtime.providers);
  const how = surveyOptions(runtime, options);
  const { all, ranked } = surveyProviders(request, runtime.providers, how, (provider) =>
    runtime.scheduler.latencyOf(provider, request.model),
  );
  return {
    request,
    providers: all.map((surveyed) => planProvider(input, request, surveyed, how.maxUsd)),
    order: ranked.map(({ provider }) => provider.id),
    worstCaseUsd: worstCaseUsd(ranked, options.onUnknown === "pay-again", how.maxUsd),
    warnings: requestWarnings(request),
  };
}

function planProvider(
  input: unknown,
  request: CanonicalRequest,
  surveyed: Surveyed,
  maxUsd: number | undefined,
): ProviderPlan {
  const { provider, mismatches, isAble, obstacle, request: fitted } = surveyed;
  const { id, capabilities, prices, wirePaths } = provider;
  const jobs = splitRequest(withImagesShown(fitted, provider), capabilities.imagesPerJob);
  const sent = jobs.map((job) => provider.toRequest(job, NEW_KEY));
  const wire = sent.map((one) => shortenWire(one.request));
  const most = mostMicroUsd(fitted, provider);
  return {
    provider: id,
    eligible: !obstacle,
    reasons: obstacle ? [obstacle.reason] : [],
    issues: mismatches.map(({ issue }) => issue),
    size: capabilities.sizes?.[fitted.aspectRatio],
    settings: planSettings({ input, request, mismatches, paths: wirePaths, wire }),
    wire: isAble ? wire : [],
    estimate: estimateFor(fitted, prices),
    worstCaseUsd: knownUsd(most),
    warnings: [
      ...mismatches.flatMap(({ warning }) => (isAble && warning ? warning : [])),
      ...(isAble ? (sent[0]?.warnings ?? []) : []),
      ...(obstacle ? [] : shortWarnings(surveyed, most, maxUsd)),
    ],
  };
}

/** A call whose limit is too low for all its jobs sends those that fit. */
function shortWarnings(
  { provider, request }: Surveyed,
  most: number,
  maxUsd = Number.POSITIVE_INFINITY,
): Warning[] {
  if (!(most > toMicroUsd(maxUsd))) return [];
  const { id } = provider;
  const message = `${request.n} images cost ${priceWords(most, provider)} on ${id}, more than the $${maxUsd} for this call: some would not be made`;
  return [{ type: "suspicious", path: "n", message, provider: id }];
}

function estimateFor(request: CanonicalRequest, prices: PriceTable): Estimate {
  const { model, n } = request;
  const tier = priceTier(request);
  const { microUsd = Number.NaN, basis, source, checkedOn } = priceOf(prices, model, tier) ?? {};
  const [usd, perImageUsd] = [knownUsd(n * microUsd), knownUsd(microUsd)];
  return { usd, perImageUsd, n, tier, basis, source, checkedOn };
}

/** Stands where the name of a job will stand, which is made when it is sent. */
const NEW_KEY = "<uuid>";

/** Files are not read, and links of uploads are not known yet: both are named instead. */
function withImagesShown(request: CanonicalRequest, { id, capabilities }: ImageProvider): CanonicalRequest {
  const { bytes, inlineOption = "" } = capabilities.images;
  const isInline = bytes === "inline" || Object(request.providerOptions[id])[inlineOption] === true;
  const show = (image: CanonicalImage): CanonicalImage => {
    if (image.kind === "url" || image.kind === "id") return image;
    const words = describeImage(image);
    return { kind: "url", url: isInline ? `(inline: ${words})` : `(uploaded first: ${words})` };
  };
  const { references, source } = request;
  return {
    ...request,
    references: references.map((reference) => ({ ...reference, image: show(reference.image) })),
    ...(source && { source: { ...source, image: show(source.image) } }),
  };
}

/**
 * An image is asked for elsewhere only when the first attempt is known to cost nothing, so the worst is the dearest
 * provider for all images; who chooses to pay again may pay everybody.
 */
function worstCaseUsd(
  ranked: readonly Surveyed[],
  isPaidAgain: boolean,
  maxUsd = Number.POSITIVE_INFINITY,
): number | undefined {
  if (ranked.length === 0) return undefined;
  const prices = ranked.map(({ provider, request }) => mostMicroUsd(request, provider));
  const worst = isPaidAgain ? prices.reduce((sum, price) => sum + price, 0) : Math.max(...prices);
  return knownUsd(Math.min(worst, toMicroUsd(maxUsd)));
}
