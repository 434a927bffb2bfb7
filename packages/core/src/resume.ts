import type { WaitOptions } from "./call.ts";
import { claimJobs } from "./claims.ts";
import type { Course } from "./course.ts";
import { isLost } from "./decision.ts";
import { courseOf, finish, whileLive, withPatience } from "./generate.ts";
import { createIntent } from "./intent.ts";
import { failureFrom, isOver, type JobRef, settlePart } from "./job.ts";
import type { LedgerRecord } from "./ledger.ts";
import { mergeJobs } from "./merge.ts";
import { lookForImage, lookForLost } from "./reconcile.ts";
import type { GenerateResult } from "./result.ts";
import type { Runtime } from "./runtime.ts";
import type { Slot } from "./slot.ts";
import { watchPart } from "./wait.ts";

/** The second half of the line, for a job that was stored, by this process or another. Free. */
export async function resume(runtime: Runtime, job: JobRef, options: WaitOptions): Promise<GenerateResult> {
  for (const { provider } of job.parts) runtime.providerOf(provider);
  // The job is all that is needed. A ledger that is down must not stand between the caller and the images.
  const record = await runtime.ledger.get(job.id).catch((error: unknown) => {
    runtime.onLedgerError(error, job);
    return undefined;
  });
  return resumeRecord(runtime, job, record, options);
}

/** The same with what the ledger holds of it. */
export function resumeRecord(
  runtime: Runtime,
  job: JobRef,
  record: LedgerRecord | undefined,
  options: WaitOptions,
): Promise<GenerateResult> {
  return withPatience(runtime, options, async (patience) => {
    const { id, model, aspectRatio } = job;
    const n = job.parts.reduce((sum, part) => Math.max(sum, part.index + part.n), 1);
    const intent = createIntent(runtime, {
      ...{ id, model, aspectRatio, n, record },
      job: record ? mergeJobs(job, record.job) : job,
      request: record?.request,
      idempotencyKey: record?.idempotencyKey,
    });
    const course = courseOf(runtime, intent, { candidates: [] }, patience, options, true);
    course.report("queued");
    claimJobs(runtime, intent.job().parts, 0);
    return whileLive(runtime, id, async () => {
      await Promise.all(intent.slots().map((slot) => collectSlot(course, slot)));
      course.report("settled");
      return finish(course);
    });
  });
}

/** Looks for what was lost, and watches what is open. */
async function collectSlot(course: Course, slot: Slot): Promise<void> {
  const { runtime, patience } = course;
  const { clock } = runtime;
  const provider = runtime.providerOf(slot.part.provider);
  if (isLost(slot.part)) {
    // Without the request nothing can be sent again: whoever resumes pays for nothing, even where that would be safe. Whether
    // a process that is gone has had it run twice cannot be seen from here, so what is held for a second run stays held.
    await lookForLost(course, provider, slot).catch((error: unknown) => {
      const failure = failureFrom(error, slot.part.n, true, patience);
      slot.set(settlePart(slot.part, { status: "settled", images: [], failures: [failure] }, clock));
    });
  }
  // Where nothing can be polled, the image of an answer without one may still be found.
  if (provider.delivery === "sync" && !isOver(slot.part, true)) await lookForImage(course, provider, slot);
  await watchPart(course, provider, slot, false);
}
