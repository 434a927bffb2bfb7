export type {
  ComparedCost,
  ComparedFailure,
  ComparedImage,
  ComparedTiming,
  Comparison,
  ComparisonCell,
  ComparisonRow,
  ComparisonSpend,
  PerceptualDistance,
} from "./comparison.ts";
