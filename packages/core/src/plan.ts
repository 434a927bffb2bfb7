import type { Issue } from "./error.ts";
import type { Json } from "./job.ts";
import type { PriceTier } from "./price.ts";
import type { CanonicalRequest } from "./request.ts";
import type { Warning } from "./warning.ts";

/**
 * What becomes of one setting at one provider.
 *
 * - `exact`: sent as it was asked for.
 * - `mapped`: the same thing in the provider's own words, such as pixels for a ratio.
 * - `defaulted`: you did not set it; our default is sent, so that every provider draws with the same one.
 * - `approximated`: the nearest that the provider has, which you allow with `onUnsupported: "warn"`.
 * - `unsupported`: the provider has nothing like it.
 */
export type SettingStatus = "exact" | "mapped" | "defaulted" | "approximated" | "unsupported";

/** One setting of the request, and what the provider gets for it. */
export interface PlannedSetting {
  /** As you would write it, such as `sliders.intensity`. */
  readonly path: string;
  readonly status: SettingStatus;
  /** What was asked for, or our default. Images are shortened. */
  readonly value: Json;
  /** Where it stands in the wire request. Missing when nothing is sent. */
  readonly wirePath?: string | undefined;
  /** What stands there. Images are shortened. */
  readonly wireValue?: Json | undefined;
}

/** One exchange as it would be sent, without keys; images that are sent inline are shortened. */
export interface WireRequest {
  readonly method: string;
  /** Where it goes, or the call of a binding. An account's number is left out. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Json;
}

/** What it would cost by the price table. */
export interface Estimate {
  /** For all `n` images, in dollars. `undefined` when the price is not known. */
  readonly usd: number | undefined;
  readonly perImageUsd: number | undefined;
  readonly n: number;
  readonly tier: PriceTier;
  /** Where the figure was read, and when. */
  readonly source: string;
  readonly checkedOn: string;
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
  readonly warnings: readonly Warning[];
}

/** What a call would do. Made without any network. */
export interface Plan {
  /** With every default filled in. */
  readonly request: CanonicalRequest;
  readonly providers: readonly ProviderPlan[];
  /** The providers that would be asked, first to last. */
  readonly order: readonly string[];
  /** The most that a call could cost, all its attempts together, in dollars. `undefined` when a price is not known. */
  readonly worstCaseUsd: number | undefined;
}
