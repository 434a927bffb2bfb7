import type { LedgerRecord } from "@unikrea/core/ledger";
import { sampleRecord } from "@unikrea/ledger/conformance";

export type Part = LedgerRecord["job"]["parts"][number];
type Image = NonNullable<Part["outcome"]>["images"][number];
type Failure = NonNullable<Part["outcome"]>["failures"][number];

/** An image at the price that the provider reported, if it did. */
export const image = (microUsd?: number): Image =>
  microUsd === undefined ? { url: "https://i.example/a.png" } : { url: "https://i.example/a.png", microUsd };

export const failed = (billed: Failure["billed"], n = 1): Failure => ({
  code: "job_failed",
  message: "it failed",
  billed,
  n,
});

/** A part of krea's at 30,000 micro-dollars an image, submitted at noon of `day`. It has ended if `end` is given. */
export function part(
  day: string,
  end?: { readonly images?: readonly Image[]; readonly failures?: readonly Failure[] },
  changes: Partial<Part> = {},
): Part {
  const { images = [], failures = [] } = end ?? {};
  const n = images.length + failures.reduce((sum, failure) => sum + failure.n, 0);
  return {
    ...{ provider: "krea", key: "k", index: 0, n: Math.max(n, 1), estimatedMicroUsd: 30_000 },
    submittedAt: `${day}T12:00:00.000Z`,
    ...(end && { outcome: { status: "settled", images, failures } }),
    ...changes,
  };
}

export function record(
  id: string,
  parts: readonly Part[],
  { tags, ...job }: { tags?: readonly string[] } & Partial<LedgerRecord["job"]> = {},
): LedgerRecord {
  const sample = sampleRecord(id, { tags });
  return { ...sample, job: { ...sample.job, ...job, parts } };
}
