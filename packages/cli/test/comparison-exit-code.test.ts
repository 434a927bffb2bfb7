import type { Comparison, ComparisonCell } from "@unikrea/compare";
import type { Billed, ErrorCode } from "@unikrea/core";
import { expect, it } from "vitest";
import { exitCodeOfComparison } from "../src/comparison-exit-code.ts";

type Facts = "done" | "partial" | "ineligible" | readonly [ErrorCode, Billed];

function cell(facts: Facts): ComparisonCell {
  const status = typeof facts === "string" ? facts : "failed";
  const hasImage = status === "done" || status === "partial";
  const image = { mediaType: "image/png", width: 1, height: 1, seed: 1, bytes: new Uint8Array() };
  return {
    ...{ provider: "krea", status, images: hasImage ? [image] : [], polls: 0, settings: [], warnings: [] },
    cost: { estimatedUsd: 0.03, usd: 0.03, basis: "estimated", deltaUsd: 0, atRiskUsd: 0 },
    timing: { queuedMs: undefined, runningMs: undefined, downloadMs: undefined, totalMs: 1 },
    failures: typeof facts === "string" ? [] : [{ code: facts[0], billed: facts[1], message: "krea failed" }],
  };
}

const request: Comparison["rows"][number]["request"] = {
  ...{ model: "krea-2-medium", prompt: "a fox", aspectRatio: "1:1", resolution: "1K", creativity: "medium" },
  ...{
    references: [],
    sliders: { intensity: 0, complexity: 0, movement: 0 },
    styles: [],
    n: 1,
    providerOptions: {},
  },
};

const refused = ["authentication", "no"] as const;
const failed = ["job_failed", "no"] as const;
const unknown = ["outcome_unknown", "maybe"] as const;
const late = ["timeout", "maybe"] as const;

it.each<[string, Facts[], number]>([
  ["everything came", ["done", "done"], 0],
  ["what could be asked came", ["done", "ineligible"], 0],
  ["some came", ["done", failed], 6],
  ["some came, and of others nobody knows", [unknown, "done"], 6],
  ["a part of one came", ["partial", "ineligible"], 6],
  ["nobody could be asked", ["ineligible", "ineligible"], 2],
  ["all keys are refused", [refused, refused], 4],
  ["all fail alike", [failed, failed], 1],
  ["all fail, each in its way", [refused, failed], 1],
  ["nobody knows of one", [failed, refused, unknown], 3],
  ["nobody knows of one, and another goes on", [late, unknown], 3],
  ["one goes on", [failed, late], 5],
])("a comparison of which %s", (_, facts, code) => {
  const comparison: Comparison = {
    ...{ v: 1, createdAt: "2026-01-01T00:00:00.000Z", emulated: false, providers: ["krea"] },
    rows: facts.map((one, at) => ({
      ...{ id: at + 1, prompt: "a fox", model: "krea-2-medium", aspectRatio: "1:1", seed: 1, n: 1, request },
      ...{ cells: [cell(one)], distances: [] },
    })),
    spend: { estimatedUsd: 0, usd: 0, atRiskUsd: 0 },
  };
  expect(exitCodeOfComparison(comparison)).toBe(code);
});
