import type { PriceTable } from "@unikrea/core/provider";
import { cloudflare } from "@unikrea/provider-cloudflare";
import { krea } from "@unikrea/provider-krea";
import { runware } from "@unikrea/provider-runware";
import type { ServiceId } from "./check.ts";

/** The cheapest model. Nothing else is ever ordered here. */
export const MODEL = "krea-2-medium-turbo";

export type Tier = "text" | "references" | "moodboard";

// Addresses are given, so that a wrong one in the environment does not matter here: only the tables are read.
const TABLES: Readonly<Record<ServiceId, PriceTable>> = {
  krea: krea({ baseUrl: "https://api.krea.ai" }).prices,
  cloudflare: cloudflare({ baseUrl: "https://api.cloudflare.com/client/v4" }).prices,
  runware: runware({ baseUrl: "https://api.runware.ai/v1" }).prices,
};

/** What one image costs by the provider's own table, in micro-dollars. @throws when the table has no figure. */
export function microUsdOf(service: ServiceId, tier: Tier): number {
  const each = TABLES[service].microUsd[MODEL]?.[tier];
  if (each === undefined) throw new Error(`no price is known for ${service}, ${MODEL}, ${tier}`);
  return each;
}

/** What a number of images costs, in dollars. */
export function usdOf(service: ServiceId, images: { readonly [tier in Tier]?: number }): number {
  const { text = 0, references = 0, moodboard = 0 } = images;
  const microUsd =
    text * microUsdOf(service, "text") +
    references * microUsdOf(service, "references") +
    moodboard * microUsdOf(service, "moodboard");
  return microUsd / 1e6;
}

/** Micro-dollars for people: whole tenths of a cent are enough. */
export const dollars = (microUsd: number): string => `$${(microUsd / 1e6).toFixed(4)}`;
