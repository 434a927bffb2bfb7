import type { LedgerStore } from "@unikrea/core";

/** A ledger for a process that ends soon, and whose images have arrived when they are files. */
export interface WrittenLedger {
  readonly store: LedgerStore;
  /** Says whether all images of an intent are files. Until then it is not marked as delivered. */
  written(id: string, isWritten: boolean): void;
  /** Resolves when nothing is being written any more. What nobody spoke for counts as not written. */
  settle(): Promise<void>;
}

interface Decision {
  readonly promise: Promise<boolean>;
  resolve(isWritten: boolean): void;
}

/**
 * Watches over a store. Core takes an image for delivered once its bytes were read; here a crash or a full disk may still
 * lose it, so that waits for the file. And core does not wait for its last writes, such as giving a lease back, which a
 * process that ends at once would cut off.
 */
export function writtenLedger(store: LedgerStore): WrittenLedger {
  const pending = new Set<Promise<unknown>>();
  const decisions = new Map<string, Decision>();

  function track<Result>(work: Promise<Result>): Promise<Result> {
    const forget = () => pending.delete(work);
    pending.add(work);
    work.then(forget, forget);
    return work;
  }

  function decisionOf(id: string): Decision {
    const decision = decisions.get(id) ?? newDecision();
    decisions.set(id, decision);
    return decision;
  }

  const update: LedgerStore["update"] = async (record) => {
    const { id, state, deliveredImages: read = 0 } = record;
    const deliveredImages = (await store.get(id))?.deliveredImages;
    const isNew = read > (deliveredImages ?? 0);
    if (!isNew || (await decisionOf(id).promise)) return store.update(record);
    return store.update({ ...record, state: state === "delivered" ? "settled" : state, deliveredImages });
  };

  const lease: LedgerStore["lease"] = async (name, ttlMs) => {
    const held = await store.lease(name, ttlMs);
    return (
      held && {
        fence: held.fence,
        renew: () => track(held.renew()),
        release: () => track(held.release()),
      }
    );
  };

  return {
    store: {
      promises: store.promises,
      create: (record) => track(store.create(record)),
      update: (record) => track(update(record)),
      get: (id) => store.get(id),
      list: (query) => store.list(query),
      remove: (id) => track(store.remove(id)),
      spend: (changes) => track(store.spend(changes)),
      spent: (counters) => store.spent(counters),
      lease: (name, ttlMs) => track(lease(name, ttlMs)),
    },
    written: (id, isWritten) => decisionOf(id).resolve(isWritten),
    async settle() {
      for (const { resolve } of decisions.values()) resolve(false);
      while (pending.size > 0) await Promise.allSettled(pending);
    },
  };
}

function newDecision(): Decision {
  let resolve: Decision["resolve"] = () => {};
  const promise = new Promise<boolean>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}
