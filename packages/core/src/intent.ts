import { accountedMicroUsd, adjust, heldMicroUsd, reserve } from "./budget.ts";
import { imagesMade } from "./charge.ts";
import { isLost } from "./decision.ts";
import { UnikreaError } from "./error.ts";
import { isOver, type JobPart, type JobRef, timestamp } from "./job.ts";
import { keptJob } from "./kept-job.ts";
import type { KeptLease } from "./kept-lease.ts";
import type { LedgerRecord, LedgerState, StoredRequest } from "./ledger.ts";
import { further } from "./merge.ts";
import type { Patience } from "./patience.ts";
import type { Model } from "./request.ts";
import type { Runtime } from "./runtime.ts";
import { type Slot, slotOf } from "./slot.ts";
import { unlessOver } from "./unless-over.ts";
import type { Warning } from "./warning.ts";

/** More often than this nobody is in the way by chance. */
const MAX_WRITES = 5;
/** How long after its deadline a call still waits for the ledger. */
const NOTE_GRACE_MS = 500;

/** One wish, from before its first byte leaves until its images are there: what is known of it, here and in the ledger. */
export interface Intent {
  readonly id: string;
  readonly model: Model;
  /** Images that are wanted. */
  readonly n: number;
  /** What providers had to say, often the same for every part. */
  readonly warnings: Warning[];
  /** True when an emulator answered. */
  isEmulated: boolean;
  job(): JobRef;
  /** Adds a part. */
  begin(part: JobPart): Slot;
  /**
   * Holds the price of a part that is about to be sent, unless `over` fires first. What it turns out not to need is given
   * back with the write that says so, and by whoever makes that write.
   *
   * @throws the reason of `over`
   * @throws {UnikreaError} `budget_exceeded`
   */
  hold(slot: Slot, over: AbortSignal): Promise<void>;
  /** Gives it all back: nothing was sent. Waits as long as `note` does, and never throws. */
  release(slot: Slot, patience: Pick<Patience, "deadlineAt">): Promise<void>;
  /** The parts that a record brought along. */
  slots(): readonly Slot[];
  /**
   * Writes what is known to the ledger, all changes up to now in one write.
   *
   * @throws {UnikreaError} `ledger_error`
   */
  save(): Promise<void>;
  /**
   * Whether this process may send for it: false when another has taken over.
   *
   * @throws {UnikreaError} `ledger_error`
   */
  isOurs(): Promise<boolean>;
  /** Writes it down before there is any part. False when another process was quicker. */
  claim(): Promise<boolean>;
  /**
   * The same as `save` where failing must not lose what is known: the caller still gets it. With the patience of a call it
   * waits no longer than that has, and a moment; the write goes on.
   */
  note(patience?: Pick<Patience, "deadlineAt">): Promise<void>;
  /** Marks it as delivered. */
  deliver(): Promise<void>;
}

/** Where a job stands as a whole: the part that is least settled counts. */
function stateOf({ parts }: JobRef): LedgerState {
  // Claimed for a key, but nothing was sent yet.
  if (parts.length === 0) return "submitting";
  if (parts.some(({ token, outcome }) => token === undefined && !outcome)) return "submitting";
  if (parts.some(isLost)) return "unknown";
  return parts.every(({ outcome }) => outcome) ? "settled" : "accepted";
}

/** What an intent begins with. */
export interface IntentStart extends Pick<JobRef, "id" | "model" | "aspectRatio"> {
  readonly n: number;
  /** What is known already. */
  readonly job?: JobRef | undefined;
  /** For the ledger. Without it nothing is written: the job is another ledger's. */
  readonly request?: StoredRequest | undefined;
  readonly idempotencyKey?: string | undefined;
  /** Of a new record. One that is there keeps its own. */
  readonly tags?: readonly string[] | undefined;
  /** What the ledger holds. */
  readonly record?: LedgerRecord | undefined;
  /** The right to send for it, where others may want to do so as well. */
  readonly lease?: KeptLease | undefined;
}

/** Begins an intent, or goes on with one. Nothing is written yet. */
export function createIntent(runtime: Runtime, start: IntentStart): Intent {
  const { clock, ledger, budget } = runtime;
  const { id, model, aspectRatio, n, job, request, idempotencyKey, record, lease } = start;
  const slots = (job?.parts ?? []).map(slotOf);
  const warnings: Warning[] = [...(job?.warnings ?? [])];
  const tags = record ? record.tags : start.tags;
  const createdAt = record?.createdAt ?? timestamp(clock);
  let version = record?.version ?? 0;
  let deliveredImages = record?.deliveredImages ?? 0;
  /** Micro-dollars that the budget holds for each part. */
  const held = new Map(record?.job.parts.map((part) => [part.key, accountedMicroUsd(part)]));
  let writing: Promise<void> = Promise.resolve();
  let next: Promise<void> | undefined;

  const intent: Intent = {
    id,
    model,
    n,
    warnings,
    isEmulated: job?.emulated ?? false,
    job: () => ({
      v: 1,
      id,
      model,
      aspectRatio,
      emulated: intent.isEmulated || undefined,
      warnings: [...new Map(warnings.map((warning) => [warning.path + warning.message, warning])).values()],
      parts: slots.map(({ part }) => part),
    }),
    begin(part) {
      const slot = slotOf(part);
      slots.push(slot);
      return slot;
    },
    slots: () => slots,
    async hold({ part }, over) {
      const holding = reserve(ledger, budget, part);
      try {
        held.set(part.key, await unlessOver(holding, over));
      } catch (error) {
        // The ledger may still grant it, when nobody wants it any more.
        const giveBack = (amount: number) => adjust(ledger, budget, part, -amount).catch(onLedgerError);
        holding.then(giveBack, () => {});
        throw error;
      }
    },
    async release({ part }, patience) {
      const amount = held.get(part.key) ?? 0;
      held.delete(part.key);
      await waitFor(adjust(ledger, budget, part, -amount).catch(onLedgerError), patience);
    },
    save() {
      // Whoever comes while a write is under way shares the next one.
      next ??= writing = writing
        .catch(() => {})
        .then(() => {
          next = undefined;
          return write();
        });
      return next;
    },
    isOurs: async () => lease?.isHeld() ?? true,
    claim: () => put(),
    async note(patience) {
      const writing = intent.save().catch(onLedgerError);
      await (patience ? waitFor(writing, patience) : writing);
    },
    async deliver() {
      deliveredImages = imagesMade(intent.job());
      await intent.note();
    },
  };

  const onLedgerError = (error: unknown) => runtime.onLedgerError(error, intent.job());

  /** Waits for what the ledger is at, but no longer than the call has, and a moment after it. It goes on. */
  function waitFor(writing: Promise<void>, { deadlineAt }: Pick<Patience, "deadlineAt">): Promise<void> {
    const timeoutMs = Math.max(deadlineAt + NOTE_GRACE_MS - clock.now(), 0);
    return unlessOver(writing, undefined, { clock, timeoutMs, late: () => "it goes on" }).catch(() => {});
  }

  /** False when the record is not the one that we know. */
  async function put(): Promise<boolean> {
    if (!request) return true;
    const known = intent.job();
    // An image that is paid for and missing may still be found, so whoever recovers goes on looking.
    const reached = stateOf(known);
    const isWhole = reached === "settled" && known.parts.every((part) => isOver(part, true));
    const isDelivered = deliveredImages > 0 && deliveredImages >= imagesMade(known);
    const state = isDelivered && isWhole ? "delivered" : reached;
    const kept = state === "delivered" ? keptJob(known, idempotencyKey !== undefined) : known;
    const next: LedgerRecord = {
      ...{ v: 1, id, version: version + 1, state },
      ...{ createdAt, updatedAt: timestamp(clock), idempotencyKey, tags, request, job: kept },
      ...(deliveredImages > 0 && { deliveredImages }),
      heldMicroUsd: heldMicroUsd(known),
    };
    const isWritten = version === 0 ? await ledger.create(next) : await ledger.update(next);
    if (!isWritten) return false;
    version++;
    await settleHolds(known);
    return true;
  }

  /** Of all who know how a part has ended, the one who has written it down gives back what it did not cost. */
  async function settleHolds({ parts }: JobRef): Promise<void> {
    for (const part of parts) {
      const before = held.get(part.key);
      const after = accountedMicroUsd(part);
      if (before === undefined || before === after) continue;
      held.set(part.key, after);
      await adjust(ledger, budget, part, after - before);
    }
  }

  async function write(): Promise<void> {
    for (let tries = 0; tries < MAX_WRITES; tries++) {
      if (await put()) return;
      // Somebody else was quicker: what both know together is written.
      const current = await ledger.get(id);
      if (!current) break;
      version = current.version;
      deliveredImages = Math.max(deliveredImages, current.deliveredImages ?? 0);
      const theirs = new Map(current.job.parts.map((part) => [part.key, part]));
      for (const part of current.job.parts) held.set(part.key, accountedMicroUsd(part));
      for (const slot of slots) slot.set(further(slot.part, theirs.get(slot.part.key)));
      const mine = new Set(slots.map(({ part }) => part.key));
      for (const part of current.job.parts) if (!mine.has(part.key)) slots.push(slotOf(part));
    }
    throw new UnikreaError("ledger_error", `Another process has changed ${id} in the ledger`);
  }

  return intent;
}
