import { type CanonicalRequest, LIMITS } from "./request.ts";

/**
 * Cuts a request into jobs that a provider can take. With a seed every image is a job of its own with `seed + index`,
 * wrapped: n images are never n copies, and the seed of each is known (how a service derives the seeds of the second
 * and later images of one job is documented nowhere). Without a seed a job makes as many as the provider allows.
 */
export function splitRequest(request: CanonicalRequest, imagesPerJob: number): CanonicalRequest[] {
  const { seed, n } = request;
  const perJob = seed === undefined ? imagesPerJob : 1;
  return Array.from({ length: Math.ceil(n / perJob) }, (_, index) => ({
    ...request,
    n: Math.min(perJob, n - index * perJob),
    ...(seed !== undefined && { seed: (seed + index) % (LIMITS.seed + 1) }),
  }));
}
