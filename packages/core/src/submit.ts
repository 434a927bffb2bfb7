import { accountOf } from "./account.ts";
import { checkCall } from "./budget.ts";
import type { Course } from "./course.ts";
import type { ImageProvider } from "./define-provider.ts";
import { isUnikreaError, UnikreaError } from "./error.ts";
import { failureFrom, isOver, type JobPart, settlePart, timestamp } from "./job.ts";
import { holdLane } from "./lane.ts";
import type { Patience } from "./patience.ts";
import { estimateMicroUsd } from "./price.ts";
import { lookForImage, lookForLost } from "./reconcile.ts";
import type { CanonicalRequest } from "./request.ts";
import type { Candidate } from "./route.ts";
import { type Slot, spentMicroUsd } from "./slot.ts";
import type { CallContext } from "./transport.ts";
import { unlessOver } from "./unless-over.ts";
import type { Warning } from "./warning.ts";

/** How long an aborted submission may still take to tell us the job, so that it can be canceled. */
const ABORT_GRACE_MS = 5000;
/** Far below the time after which others take a submission for lost. */
const MAX_WRITE_MS = 5000;
/** With less time left nothing is sent: a job's number comes at once, an image takes its time. */
const MIN_LEFT_MS = { job: 20, sync: 1000 };

/**
 * Sends one job's worth to one provider, if that is allowed, and looks for it where its answer is lost. Never throws:
 * what went wrong stands in the part that it happened to.
 */
export async function submitPart(
  course: Course,
  candidate: Candidate,
  job: CanonicalRequest,
  index: number,
): Promise<Slot> {
  const { runtime, intent, patience } = course;
  const { provider } = candidate;
  const { clock, budget } = runtime;
  const { n, seed, model } = job;
  const estimatedMicroUsd = estimateMicroUsd({ ...job, n: 1 }, provider.prices);
  const identity = { provider: provider.id, key: runtime.newId(), index, n, seed, estimatedMicroUsd };
  const partNow = (): JobPart => ({
    ...identity,
    submittedAt: timestamp(clock),
    ...(account && { account }),
    // Before the first byte leaves: then nothing is sent that the budget has no money for.
    ...(provider.mayRunTwice && { mayRunTwice: true }),
  });
  let slot: Slot | undefined;
  let isSent = false;
  let account: string | undefined;
  let request = job;

  /** What has to be in order before the first byte leaves. */
  const reserveAndNote = async (): Promise<Slot> => {
    checkTime(course, provider);
    const part = partNow();
    checkCall(budget, part, spentMicroUsd(intent.job()), course.maxUsd);
    slot = intent.begin(part);
    const startedAt = clock.wallTime();
    await intent.hold(slot, patience.over);
    await unlessOver(intent.save(), patience.over);
    if (!(await unlessOver(intent.isOurs(), patience.over)))
      throw new UnikreaError("ledger_error", "Another process has taken the call over: it was not sent");
    // Whoever shares the ledger takes a submission of that time for sent, and looks for it.
    if (clock.wallTime() - startedAt > MAX_WRITE_MS)
      throw new UnikreaError("ledger_error", "The ledger took too long to note the request: it was not sent");
    intent.warnings.push(...candidate.warnings);
    return slot;
  };

  const work = async (): Promise<Slot> => {
    const permission = await runtime.health.admit(provider, model, patience.over);
    // Whatever keeps us from sending says nothing of the service.
    let report: unknown = "nothing was sent";
    try {
      request = { ...job, ...imagesOf(await course.prepare(candidate)) };
      account = await accountOf(course, provider);
      const releaseLane = await holdLane(runtime, provider, patience.over);
      try {
        const own = await reserveAndNote();
        isSent = true;
        await send(course, provider, request, own);
        report = undefined;
        if (provider.delivery === "sync" && !isOver(own.part, true))
          await lookForImage(course, provider, own, { request });
        return own;
      } catch (error) {
        // Whoever has little patience must not shut the door for the others.
        if (!patience.over.aborted) report = error;
        if (!slot || !isUnknown(error)) throw error;
        slot.set({ ...slot.part, lostAt: timestamp(clock) });
        await intent.note(patience);
        await lookForLost(course, provider, slot, { request, error });
        return slot;
      } finally {
        releaseLane();
      }
    } catch (error) {
      // An upload that fails says as much of the service as a submission does.
      if (!slot && !patience.over.aborted) report = error;
      throw error;
    } finally {
      permission.report(report);
    }
  };

  const workInTurn = async (): Promise<Slot> => {
    try {
      return await runtime.gateOf(provider).run(work, patience.over);
    } catch (error) {
      const mayWait = course.onUnknown === "wait" && provider.findAfterMs;
      if (!mayWait || !slot || !isUnknown(error)) throw error;
      // Whoever waits for what became of it keeps nobody from being next.
      await lookForLost(course, provider, slot, { request, error, isPatient: true });
      return slot;
    }
  };

  try {
    const own = await workInTurn();
    own.set(partAsRun(own));
    // What a second run would have cost is free for others, long before the images of this call are all there.
    if (provider.mayRunTwice) await intent.note(patience);
    return own;
  } catch (error) {
    const failed = slot ?? intent.begin(partNow());
    const failure = failureFrom(asOurs(error, provider, isSent, patience), n, isSent, patience);
    failed.set(settlePart(partAsRun(failed), { status: "settled", images: [], failures: [failure] }, clock));
    if (failure.outcome === "unknown") runtime.claims.lose(failed.part);
    if (!isUnikreaError(error) && !patience.over.aborted) course.bugs.push(error);
    // What it does not cost is free for the next attempt of this very call.
    if (isSent && (failure.billed === "no" || provider.mayRunTwice)) await intent.note(patience);
    if (!isSent) await intent.release(failed, patience);
    return failed;
  }
}

/** The part now that it will not be sent again: a second run counts only where there may have been one. */
function partAsRun({ part: { mayRunTwice: _, ...part }, mayHaveRunTwice }: Slot): JobPart {
  return mayHaveRunTwice ? { ...part, mayRunTwice: true } : part;
}

/** An error of a submission of which nobody knows whether the provider has it. */
const isUnknown = (error: unknown): error is UnikreaError =>
  isUnikreaError(error) && error.outcome === "unknown";

/** A mistake in our code or a provider's must not take the paid siblings of a part with it. */
function asOurs(error: unknown, { id }: ImageProvider, isSent: boolean, { over }: Patience): unknown {
  if (isUnikreaError(error) || over.aborted) return error;
  const text = error instanceof Error ? error.message : String(error);
  const details = { phase: "submit", provider: id, cause: error } as const;
  if (isSent)
    return new UnikreaError("outcome_unknown", `${id}: ${text}`, { ...details, outcome: "unknown" });
  return new UnikreaError("provider_unavailable", `${id} was not asked: ${text}`, details);
}

/** The images, in the form that the provider takes: the same for every part. */
const imagesOf = ({ references, source }: CanonicalRequest) => ({ references, ...(source && { source }) });

/** An attempt that cannot come to an end in time is not begun: its money would be spent on nothing. */
function checkTime({ runtime, patience }: Course, { id, delivery }: ImageProvider) {
  if (patience.over.aborted) throw patience.over.reason;
  const leftMs = patience.deadlineAt - runtime.clock.now();
  if (leftMs >= MIN_LEFT_MS[delivery]) return;
  throw new UnikreaError("timeout", `There was no time left to ask ${id}: nothing was sent`, {
    phase: "submit",
    provider: id,
  });
}

/** The one exchange that costs money. */
async function send(course: Course, provider: ImageProvider, request: CanonicalRequest, slot: Slot) {
  const { runtime, intent, patience } = course;
  const { clock, listen, claims } = runtime;
  const { signal, deadlineAt } = patience;
  const exchange = new AbortController();
  let cancelGrace = () => {};
  // Dropping the connection does not stop the job; knowing the job does, where it can be canceled.
  const stopListening = listen(signal, () => {
    const graceMs = provider.cancelable ? ABORT_GRACE_MS : 0;
    cancelGrace = clock.setTimer(() => exchange.abort(signal?.reason), graceMs);
  });
  const timeoutMs = Math.min(provider.submitTimeoutMs, deadlineAt - clock.now());
  const sentAt = clock.now();
  const notes: Warning[] = [];
  const context: CallContext = { clock, signal: exchange.signal, timeoutMs, warnings: notes };
  try {
    const { token, outcome, warnings } = await provider.submit(request, slot.part.key, context);
    if (provider.submitsAtOnce === 1) claims.add(provider.id, token);
    intent.warnings.push(...warnings, ...notes);
    slot.set(settlePart({ ...slot.part, token }, outcome, clock));
    if (provider.delivery === "sync") runtime.scheduler.learn(provider, request.model, clock.now() - sentAt);
  } finally {
    intent.isEmulated ||= context.emulated ?? false;
    // What was given up is not sent later, when its key comes at last.
    exchange.abort();
    cancelGrace();
    stopListening();
  }
}
