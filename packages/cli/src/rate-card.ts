import { MODELS, type PriceTier } from "@unikrea/core";
import * as z from "zod/mini";

// Krea's machine-readable rate card: `x-krea-pricing` of the Krea 2 paths in https://api.krea.ai/openapi.json, as it stood on
// 2026-10-09. Read leniently: whatever is new there is a finding, not an error.

/** What Krea's document says of the price of one model. */
export interface RateCardEntry {
  /** Ours where we know it, else the end of its path. */
  readonly model: string;
  /** Missing where the path has no price that can be read. */
  readonly pricing: Pricing | undefined;
}

export interface RateCard {
  readonly version: string | undefined;
  readonly entries: readonly RateCardEntry[];
}

const PRICING = z.object({
  type: z.string(),
  currency: z.string(),
  unit: z.string(),
  price_points: z.array(z.object({ amount: z.number(), dimensions: z.record(z.string(), z.unknown()) })),
});
type Pricing = z.infer<typeof PRICING>;

const DOCUMENT = z.object({
  openapi: z.string(),
  info: z.optional(z.object({ version: z.optional(z.string()) })),
  paths: z.record(z.string(), z.unknown()),
});
const PATH_ITEM = z.object({ post: z.object({ "x-krea-pricing": PRICING }) });
const KREA_2_PATH = /\/krea\/krea-2\/(.+)$/;

/** The rate card in the text of Krea's OpenAPI document, or why there is none. */
export function readRateCard(text: string): RateCard | string {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return "it is no JSON";
  }
  const { data: document } = z.safeParse(DOCUMENT, parsed);
  if (!document) return "it is no OpenAPI document";
  const entries = Object.entries(document.paths).flatMap(([path, item]): RateCardEntry[] => {
    const [, variant] = KREA_2_PATH.exec(path) ?? [];
    if (variant === undefined) return [];
    const model = MODELS.find((known) => known === `krea-2-${variant}`) ?? variant;
    return [{ model, pricing: z.safeParse(PATH_ITEM, item).data?.post["x-krea-pricing"] }];
  });
  if (entries.length === 0) return "it has no path of a Krea 2 model";
  return { version: document.info?.version, entries };
}

const TIERS: Readonly<Record<string, PriceTier>> = {
  "text-to-image": "text",
  srefs: "references",
  moodboards: "moodboard",
};

/** What a price depends on: our tier, or Krea's words where they are more or others than those that we know. */
export function tierOf(dimensions: Readonly<Record<string, unknown>>): { tier?: PriceTier; words: string } {
  const { k2BillingTier: word, ...others } = dimensions;
  const isPlain = typeof word === "string" && Object.keys(others).length === 0;
  const words = isPlain ? word : JSON.stringify(dimensions);
  const tier = Object.hasOwn(TIERS, words) ? TIERS[words] : undefined;
  return { words, ...(tier && { tier }) };
}
