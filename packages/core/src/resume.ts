import type { WaitOptions } from "./call.ts";
import type { Course } from "./course.ts";
import { isLost } from "./decision.ts";
import { courseOf, finish, whileLive, withPatience } from "./generate.ts";
import { createIntent } from "./intent.ts";
import { type JobRef, settlePart } from "./job.ts";
import type { LedgerRecord } from "./ledger.ts";
import { mergeJobs } from "./merge.ts";
import { claimJobs, findLost } from "./reconcile.ts";
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
  const provider = runtime.providerOf(slot.part.provider);
  if (isLost(slot.part)) await look();
  await watchPart(course, provider, slot, false);

  async function look() {
    const { part } = slot;
    const { n } = part;
    // Whoever sent it may have waited for the answer as long as is allowed, but not longer than until now.
    const latest = Date.parse(part.submittedAt) + provider.submitTimeoutMs;
    const lostAt = part.lostAt ? Date.parse(part.lostAt) : Math.min(latest, runtime.clock.wallTime());
    // Without the request nothing can be sent again: whoever resumes pays for nothing, even where that would be safe.
    const lost = { part, model: course.intent.model, request: undefined, lostAt };
    const found = await findLost(runtime, provider, lost, course.intent, patience, false);
    if (found.status === "accepted") {
      const { outcome: _, settledAt: __, ...open } = part;
      const held = { ...open, token: found.token, isInferred: found.isInferred || undefined };
      return slot.set(settlePart(held, found.outcome, runtime.clock));
    }
    const isAbsent = found.status === "absent";
    const failure = {
      ...({ code: isAbsent ? "provider_unavailable" : "outcome_unknown", n } as const),
      message: isAbsent
        ? `${provider.id} has not taken it`
        : `${provider.id} may have taken it: ${found.reason}`,
      billed: isAbsent ? "no" : "maybe",
      outcome: isAbsent ? "not_sent" : "unknown",
      phase: "find",
    } as const;
    const { outcome: _, settledAt: __, ...open } = part;
    slot.set(settlePart(open, { status: "settled", images: [], failures: [failure] }, runtime.clock));
  }
}
