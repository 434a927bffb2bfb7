import { otherAccount } from "./account.ts";
import { CANCEL_TIMEOUT_MS, cancelPart } from "./cancel.ts";
import type { Course } from "./course.ts";
import type { ImageProvider } from "./define-provider.ts";
import { isUnikreaError } from "./error.ts";
import { isOver, settlePart, timestamp } from "./job.ts";
import type { Slot } from "./slot.ts";

/** How long stopping a stuck job may take. */
const HAND_OVER_MS = 3 * CANCEL_TIMEOUT_MS;

/**
 * Watches one job until it is settled, the deadline passes or the caller aborts. Never throws for those. A job that can
 * be stopped is given up when it is stuck and somebody else could make the image: stopped first, and only what is
 * confirmed to be stopped may be asked for elsewhere.
 */
export async function watchPart(
  course: Course,
  provider: ImageProvider,
  slot: Slot,
  hasNext: boolean,
): Promise<void> {
  const { runtime, intent, patience, problems } = course;
  const { clock, scheduler } = runtime;
  const { part } = slot;
  if (isOver(part, provider.delivery === "job") || part.token === undefined) return;
  const ageMs = Math.max(clock.wallTime() - Date.parse(part.submittedAt), 0) || 0;
  const submittedAt = clock.now() - ageMs;
  const stuckAt = submittedAt + runtime.stuckAfterMs;
  const mayHandOver = hasNext && provider.cancelable && stuckAt + HAND_OVER_MS < patience.deadlineAt;
  let { polls = 0, runningAt } = part;
  const seen = () => ({ ...slot.part, polls, ...(runningAt !== undefined && { runningAt }) });
  try {
    const outcome = await scheduler.watch({
      provider,
      model: intent.model,
      token: part.token,
      submittedAt,
      deadlineAt: mayHandOver ? Math.max(stuckAt, clock.now()) : patience.deadlineAt,
      signal: patience.signal,
      onLook: () => void polls++,
      onPending(pending) {
        if (pending.phase === "running") runningAt ??= timestamp(clock);
        course.report(pending.phase, provider.id, pending);
      },
    });
    slot.set(settlePart(seen(), outcome, clock));
  } catch (error) {
    slot.set(seen());
    const isStuck = isUnikreaError(error) && error.code === "timeout";
    if (isStuck && mayHandOver) {
      const stopped = await cancelPart(runtime, provider, slot.part, HAND_OVER_MS, patience.over);
      slot.set(stopped.outcome ? { ...stopped, isHandedOver: true } : stopped);
      // It may have got away in between. Then there is all the time to wait for it.
      if (!slot.part.outcome) return watchPart(course, provider, slot, false);
    }
    // Whatever is wrong with asking about it: the job was accepted, and may be billed.
    else if (isUnikreaError(error) && !patience.signal?.aborted) {
      const isMissing = error.code === "job_not_found";
      const hint = isMissing ? await otherAccount(course, provider, part) : undefined;
      problems.push({
        provider: provider.id,
        error: error.with({ outcome: "accepted", billed: "maybe", hint: hint ?? error.hint }),
      });
    } else if (!patience.signal?.aborted) throw error;
  }
}
