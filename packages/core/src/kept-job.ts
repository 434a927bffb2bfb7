import type { JobRef, ProviderImage } from "./job.ts";

/** Characters of inline images that stay for whoever repeats a call: 24 MB of files, twenty images of usual size. */
const MAX_KEPT = 32_000_000;

/**
 * A delivered job as the ledger keeps it. Images that came with the answer are left out, since the caller has them; where
 * the same call may come again under its key they are what it gets, so they stay as long as they are not too large.
 */
export function keptJob(job: JobRef, isRepeatable: boolean): JobRef {
  const inline = job.parts.flatMap(({ outcome }) => outcome?.images ?? []);
  const size = inline.reduce((sum, { base64 = "" }) => sum + base64.length, 0);
  if (size === 0 || (isRepeatable && size <= MAX_KEPT)) return job;
  const parts = job.parts.map(({ outcome, ...part }) =>
    outcome ? { ...part, outcome: { ...outcome, images: outcome.images.map(withoutBytes) } } : part,
  );
  return { ...job, parts };
}

const withoutBytes = ({ base64: _, ...image }: ProviderImage): ProviderImage => image;
