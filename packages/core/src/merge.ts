import type { JobPart, JobRef } from "./job.ts";

/** What two copies of a job know together: of each part the copy that is further, else the first. */
export function mergeJobs(first: JobRef, second: JobRef): JobRef {
  const others = new Map(second.parts.map((part) => [part.key, part]));
  const parts = first.parts.map((part) => further(part, others.get(part.key)));
  const known = new Set(first.parts.map(({ key }) => key));
  return { ...first, parts: [...parts, ...second.parts.filter(({ key }) => !known.has(key))] };
}

/** Held, ended, and then by what came of it: an image may be found after the end. */
const progressOf = ({ token, outcome }: JobPart) =>
  (token === undefined ? 0 : 2) + (outcome ? 1 + outcome.images.length : 0);

/** The copy of a part that is further; the first when they are equally far. */
export function further(one: JobPart, other: JobPart | undefined): JobPart {
  if (!other) return one;
  const best = progressOf(other) > progressOf(one) ? other : one;
  // Every copy begins with the mark, and only whoever sent it takes it off: once it is off, there was one run.
  const hasRunOnce = [one, other].some(({ outcome, mayRunTwice }) => outcome && !mayRunTwice);
  const { mayRunTwice: _, ...once } = best;
  return hasRunOnce ? once : best;
}
