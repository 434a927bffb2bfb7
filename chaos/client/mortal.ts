import type { LedgerRecord, LedgerStore } from "@unikrea/core";
import type { Death } from "../cell/cell.ts";
import type { Booth } from "./subject.ts";

/**
 * A process that can be killed: from then on nothing of it reaches a service or the ledger, its connections break, its timers
 * are gone, and its promises are never settled. What it had written stays.
 */
export interface Mortal {
  readonly booth: Booth;
  /** Its way to the ledger. */
  ledger(store: LedgerStore): LedgerStore;
  /** Says when it dies. Writes count from now. */
  doom(death: Death): void;
  /** Takes that back. */
  spare(): void;
  /** Resolves when it is dead. */
  readonly death: Promise<void>;
  readonly isDead: boolean;
}

const never = () => new Promise<never>(() => {});

export function mortal({ stage, fetch, ...rest }: Booth): Mortal {
  const { time } = stage;
  const end = new AbortController();
  const timers = new Set<() => void>();
  let isDead = false;
  let doom: Death | undefined;
  let writes = 0;
  let announce = () => {};
  const death = new Promise<void>((resolve) => {
    announce = resolve;
  });
  const die = () => {
    isDead = true;
    end.abort(new Error("the process was killed"));
    for (const cancel of timers) cancel();
    announce();
  };
  const isHit = (when: Death["when"]) => doom?.when === when && "write" in doom && doom.write === writes;
  /** What a dead process awaits does not come. */
  const alive = async <Result>(work: () => Promise<Result>): Promise<Result> => {
    if (isDead) return never();
    const settled = await work().then(
      (value) => () => value,
      (error: unknown) => () => {
        throw error;
      },
    );
    return isDead ? never() : settled();
  };
  const write = (put: (record: LedgerRecord) => Promise<boolean>) => (record: LedgerRecord) =>
    alive(async () => {
      writes += 1;
      if (isHit("before")) {
        die();
        return never();
      }
      const written = await put(record);
      if (isHit("after")) die();
      return written;
    });

  return {
    death,
    get isDead() {
      return isDead;
    },
    doom(given) {
      doom = given;
      writes = 0;
      if (given.when === "at") time.setTimer(die, given.ms);
    },
    spare() {
      doom = undefined;
    },
    booth: {
      ...rest,
      stage: {
        ...stage,
        moving: (work) => alive(() => stage.moving(work)),
        time: {
          ...{ now: () => time.now(), wallTime: () => time.wallTime() },
          setTimer(callback, delayMs) {
            if (isDead) return () => {};
            const cancelTimer = time.setTimer(() => {
              timers.delete(cancel);
              callback();
            }, delayMs);
            const cancel = () => {
              timers.delete(cancel);
              cancelTimer();
            };
            timers.add(cancel);
            return cancel;
          },
        },
      },
      fetch: (url, init) =>
        alive(() => fetch(url, { ...init, signal: AbortSignal.any([end.signal, ...signalOf(init)]) })),
    },
    ledger: (store) => ({
      promises: store.promises,
      create: write((record) => store.create(record)),
      update: write((record) => store.update(record)),
      get: (id) => alive(() => store.get(id)),
      list: (query) => alive(() => store.list(query)),
      remove: (id) => alive(() => store.remove(id)),
      spend: (changes) => alive(() => store.spend(changes)),
      spent: (counters) => alive(() => store.spent(counters)),
      lease: (name, ttlMs) => alive(() => store.lease(name, ttlMs)),
    }),
  };
}

const signalOf = (init: RequestInit | undefined) => (init?.signal ? [init.signal] : []);
