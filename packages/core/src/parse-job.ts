import * as z from "zod/mini";
import { UnikreaError } from "./error.ts";
import type { JobFailure, JobRef, Json, ProviderImage } from "./job.ts";
import { ASPECT_RATIOS, LIMITS, MODELS } from "./request.ts";
import { flag, integerIn, matching, oneOf, optional } from "./schema.ts";
import type { Warning } from "./warning.ts";

const record = <Type>() =>
  matching<Type>((value) => typeof value === "object" && value !== null, "an object");
const OUTCOME = z.object({
  status: oneOf(["settled"]),
  images: z.array(record<ProviderImage>()),
  failures: z.array(record<JobFailure>()),
});
const PART = z.object({
  provider: z.string(),
  key: z.string(),
  token: optional(matching<Json>(() => true, "")),
  isInferred: optional(flag()),
  isHandedOver: optional(flag()),
  mayRunTwice: optional(flag()),
  estimatedMicroUsd: optional(integerIn(0, Number.MAX_SAFE_INTEGER)),
  index: integerIn(0, LIMITS.n),
  n: integerIn(1, LIMITS.n),
  seed: optional(integerIn(0, LIMITS.seed)),
  submittedAt: z.string(),
  account: optional(z.string()),
  lostAt: optional(z.string()),
  outcome: optional(OUTCOME),
  settledAt: optional(z.string()),
  runningAt: optional(z.string()),
  polls: optional(integerIn(0, Number.MAX_SAFE_INTEGER)),
});
const JOB = z.object({
  v: matching<1>((value) => value === 1, "version 1"),
  id: z.string(),
  model: oneOf(MODELS),
  aspectRatio: oneOf(ASPECT_RATIOS),
  emulated: optional(flag()),
  warnings: z.array(record<Warning>()),
  parts: z.array(PART),
});

/**
 * Reads a job that was stored as JSON.
 *
 * @throws {UnikreaError} `invalid_response` when it is not a job of this version.
 */
export function parseJob(stored: unknown): JobRef {
  const { data, error } = z.safeParse(JOB, stored);
  if (data) return data;
  const where = error.issues[0]?.path.join(".") || "it";
  throw new UnikreaError("invalid_response", `This is not a job as submit() returns it: ${where} is wrong`);
}
