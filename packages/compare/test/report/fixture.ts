import type { PlannedSetting } from "@unikrea/core";
import { TINY_IMAGES } from "@unikrea/testkit";
import type { ComparedImage, Comparison, ComparisonCell, ComparisonRow } from "../../src/comparison.ts";

const PROVIDERS = ["krea", "cloudflare", "runware"];

export const image = (mediaType: keyof typeof TINY_IMAGES = "image/png"): ComparedImage => ({
  mediaType,
  width: 2,
  height: 2,
  seed: 7,
  bytes: TINY_IMAGES[mediaType],
});

const EXACT: readonly PlannedSetting[] = [
  { path: "prompt", status: "exact", value: "a fox", wirePath: "prompt", wireValue: "a fox" },
  { path: "aspectRatio", status: "mapped", value: "1:1", wirePath: "width", wireValue: 1024 },
  { path: "creativity", status: "defaulted", value: "medium", wirePath: "creativity", wireValue: "medium" },
];

/** A cell that went well: one image for $0.03 in 4 s. */
export function cell(provider: string, changes: Partial<ComparisonCell> = {}): ComparisonCell {
  return {
    provider,
    status: "done",
    images: [image()],
    cost: { estimatedUsd: 0.03, usd: 0.03, basis: "reported", deltaUsd: 0, atRiskUsd: 0 },
    timing: { queuedMs: 1000, runningMs: 2500, downloadMs: 500, totalMs: 4000 },
    polls: 3,
    settings: EXACT,
    warnings: [],
    failures: [],
    ...changes,
  };
}

/** `cell` at another price, or at none that is known. */
export const priced = (provider: string, usd: number | undefined, totalMs = 4000): ComparisonCell =>
  cell(provider, {
    cost: { estimatedUsd: usd, usd, basis: "reported", deltaUsd: 0, atRiskUsd: 0 },
    timing: { queuedMs: undefined, runningMs: undefined, downloadMs: 500, totalMs },
  });

/** A cell that brought nothing. */
export const failed = (provider: string, atRiskUsd: number | undefined = 0): ComparisonCell =>
  cell(provider, {
    status: "failed",
    images: [],
    cost: { estimatedUsd: 0.03, usd: 0, basis: "reported", deltaUsd: undefined, atRiskUsd },
    failures: [
      {
        code: "outcome_unknown",
        message: `${provider} did not answer`,
        billed: atRiskUsd === 0 ? "no" : "maybe",
        hint: "Look at its dashboard.",
      },
    ],
  });

/** A cell that was not asked. */
export const ineligible = (provider: string, reason: string): ComparisonCell =>
  cell(provider, {
    status: "ineligible",
    reason,
    images: [],
    cost: { estimatedUsd: 0.06, usd: 0, basis: "reported", deltaUsd: undefined, atRiskUsd: 0 },
    timing: { queuedMs: undefined, runningMs: undefined, downloadMs: undefined, totalMs: 0 },
    polls: 0,
    settings: [{ path: "aspectRatio", status: "unsupported", value: "3:4" }],
  });

export function row(
  id: number,
  cells: readonly ComparisonCell[],
  changes: Partial<ComparisonRow> = {},
): ComparisonRow {
  const { prompt = "a fox asleep", model = "krea-2-medium", aspectRatio = "1:1", n = 1 } = changes;
  return {
    ...{ id, prompt, model, aspectRatio, seed: 7, n, cells },
    request: {
      ...{ prompt, model, aspectRatio, n, resolution: "1K", creativity: "medium", seed: 7 },
      ...{ references: [], styles: [], providerOptions: {} },
      sliders: { intensity: 0, complexity: 0, movement: 0 },
    },
    distances: [],
    ...changes,
  };
}

export function comparison(rows: readonly ComparisonRow[], changes: Partial<Comparison> = {}): Comparison {
  return {
    v: 1,
    createdAt: "2026-11-21T10:30:00.000Z",
    emulated: false,
    maxUsd: 2,
    providers: rows[0]?.cells.map(({ provider }) => provider) ?? [],
    rows,
    spend: { estimatedUsd: 0.36, usd: 0.225, atRiskUsd: 0.03 },
    ...changes,
  };
}

/** Two prompts, two models, and one of everything that can happen to a cell. */
export const everything = (changes: Partial<Comparison> = {}): Comparison =>
  comparison(
    [
      row(1, [cell("krea"), priced("cloudflare", 0.035, 2100), priced("runware", undefined, 9000)], {
        prompt: "a lighthouse in fog",
        distances: [
          { between: ["krea", "cloudflare"], distance: 0.25 },
          { between: ["krea", "runware"], distance: 0.5 },
        ],
      }),
      row(
        2,
        [
          cell("krea", {
            status: "partial",
            images: [image("image/jpeg")],
            failures: [{ code: "job_failed", message: "krea failed one of its jobs", billed: "no" }],
          }),
          cell("cloudflare", { images: [image(), image("image/webp")] }),
          failed("runware", 0.03),
        ],
        { model: "krea-2-large", n: 2 },
      ),
      row(
        3,
        [
          priced("krea", 0.06, 5200),
          ineligible("cloudflare", "cloudflare does not make 3:4 images"),
          cell("runware", {
            settings: [
              {
                path: "aspectRatio",
                status: "approximated",
                value: "3:4",
                wirePath: "width",
                wireValue: 928,
              },
              { path: "sliders.intensity", status: "unsupported", value: 30 },
            ],
            warnings: [
              { type: "adjusted", path: "aspectRatio", message: "4:5 was sent", provider: "runware" },
            ],
          }),
        ],
        { model: "krea-2-large", aspectRatio: "3:4" },
      ),
    ],
    { providers: PROVIDERS, ...changes },
  );
