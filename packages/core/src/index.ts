export type { Attempt } from "./attempt.ts";
export type { Budget } from "./budget.ts";
export type { CallOptions, Progress, SubmitOptions, WaitOptions } from "./call.ts";
export type { CancelResult } from "./cancel.ts";
export { createKrea2, type Krea2 } from "./client.ts";
export type { Krea2Options } from "./client-options.ts";
export type { Clock } from "./clock.ts";
export type { ImageProvider } from "./define-provider.ts";
export {
  type Billed,
  type ErrorCode,
  type Issue,
  isUnikreaError,
  type OutcomeClass,
  type Phase,
  UnikreaError,
} from "./error.ts";
export type { GeneratedImage } from "./generated-image.ts";
export type { ImageInput } from "./image.ts";
export type { JobRef } from "./job.ts";
export type {
  Lease,
  LedgerPromises,
  LedgerQuery,
  LedgerRecord,
  LedgerState,
  LedgerStore,
  Spend,
  StoredRequest,
} from "./ledger.ts";
export type { Estimate, Plan, ProviderPlan } from "./plan.ts";
export type { PlannedSetting, SettingStatus } from "./planned-setting.ts";
export {
  PRICE_TIERS,
  type Price,
  type PriceBasis,
  type PriceOrigin,
  type PriceTable,
  type PriceTier,
  priceOf,
} from "./price.ts";
export type { PriceOverride, PriceOverrides } from "./price-override.ts";
export type { Recovered, RecoverOptions } from "./recover.ts";
export {
  ASPECT_RATIOS,
  type AspectRatio,
  type CanonicalRequest,
  CREATIVITIES,
  type Creativity,
  type GenerateRequest,
  MODELS,
  type Model,
  type ProviderOptions,
  type Reference,
} from "./request.ts";
export type { Cost, CostBasis, GenerateResult, TotalCost } from "./result.ts";
export type { Routing, Skipped } from "./route.ts";
export { type SpanAttributes, spanAttributes } from "./telemetry.ts";
export type { Warning } from "./warning.ts";
export type { WireRequest } from "./wire-request.ts";
