import { retryDelayMs } from "./backoff.ts";
import { sleep } from "./clock.ts";
import type { Course } from "./course.ts";
import { imagesToMove, passingFailure } from "./decision.ts";
import { isOver, type JobPart } from "./job.ts";
import type { CanonicalRequest } from "./request.ts";
import type { Candidate } from "./route.ts";
import { splitRequest } from "./split.ts";
import { submitPart } from "./submit.ts";
import { watchPart } from "./wait.ts";

/** How the images that are still missing came to be so. */
interface Trail {
  /** Where the first of them stands among the images of the request. */
  readonly index: number;
  readonly retries: number;
  /** Those of which it may be over in a moment. */
  readonly passing: readonly Candidate[];
  readonly retryAfterMs: number;
}

const START: Trail = { index: 0, retries: 0, passing: [], retryAfterMs: 0 };

/**
 * Has the images of `request` made by the first of `candidates`; what it is proved not to charge for goes to the next.
 * After the last, those that failed for the moment are asked again, later. Resolves when there is nobody left to ask;
 * what came of it stands in the parts of the intent.
 */
export async function fulfil(
  course: Course,
  request: CanonicalRequest,
  candidates: readonly Candidate[] = course.candidates,
  trail: Trail = START,
): Promise<void> {
  const [candidate, ...rest] = candidates;
  if (!candidate) return retry(course, request, trail);
  const jobs = splitRequest({ ...candidate.request, ...shareOf(request) }, perJob(candidate));
  await Promise.all(
    jobs.map(async (job, at) => {
      const index = trail.index + at * (jobs[0]?.n ?? 1);
      const part = await attempt(course, candidate, job, index, rest.length > 0);
      const n = imagesToMove(part, course.onUnknown);
      if (n === 0 || course.patience.over.aborted) return;
      const failure = passingFailure(part);
      await fulfil(course, { ...request, ...shareOf(job), n }, rest, {
        ...trail,
        index: index + job.n - n,
        passing: failure ? [...trail.passing, candidate] : trail.passing,
        retryAfterMs: Math.max(trail.retryAfterMs, failure?.retryAfterMs ?? 0),
      });
    }),
  );
}

const perJob = ({ provider }: Candidate) => provider.capabilities.imagesPerJob;

/** What is a part's own, whoever makes it: everything else is fitted to the provider. */
const shareOf = ({ n, seed }: CanonicalRequest) => ({ n, ...(seed !== undefined && { seed }) });

/** One try: sent, and watched to its end where the call is for the images. */
async function attempt(
  course: Course,
  candidate: Candidate,
  job: CanonicalRequest,
  index: number,
  hasNext: boolean,
): Promise<JobPart> {
  const slot = await submitPart(course, candidate, job, index);
  const isOpen = slot.part.token !== undefined && !isOver(slot.part, candidate.provider.delivery === "job");
  if (isOpen || course.isCollecting === false) await course.intent.note(course.patience);
  if (isOpen) course.report("queued", candidate.provider.id);
  if (isOpen && course.isCollecting) await watchPart(course, candidate.provider, slot, hasNext);
  return slot.part;
}

/** Nobody is left. Those who could not for the moment are asked once more, if there is time and hope. */
async function retry(course: Course, request: CanonicalRequest, trail: Trail): Promise<void> {
  const { runtime, patience } = course;
  const { clock, health } = runtime;
  if (trail.retries >= course.maxRetries) return;
  const delayMs = retryDelayMs({
    ...trail,
    remainingMs: patience.deadlineAt - clock.now(),
    random: runtime.random(),
  });
  if (delayMs === undefined) return;
  const again = trail.passing.filter(({ provider }) => health.retriesOf(provider).take());
  if (again.length === 0) return;
  try {
    await sleep(clock, delayMs, patience.over);
  } catch {
    return;
  }
  await fulfil(course, request, again, {
    ...trail,
    retries: trail.retries + 1,
    passing: [],
    retryAfterMs: 0,
  });
}
