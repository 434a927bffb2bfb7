/**
 * A ledger in any driver of unstorage. The weaker tier: read what it does not promise before you use it.
 *
 * @module
 */

import {
  type Clock,
  fitsQuery,
  type LedgerRecord,
  type LedgerStore,
  parseRecord,
  systemClock,
} from "@unikrea/core/ledger";
import { idOf, nameOf } from "./name.ts";
import { apply, type Command, emptyState, type State } from "./state.ts";
import { readState, writeState } from "./stored-state.ts";
import { reportingTrouble } from "./trouble.ts";

/** What is used of unstorage's `Storage`. */
export interface UnstorageStorage {
  getItem(key: string): Promise<unknown>;
  hasItem(key: string): Promise<boolean>;
  setItem(key: string, value: string): Promise<void>;
  removeItem(key: string): Promise<void>;
  getKeys(base: string): Promise<string[]>;
}

export interface UnstorageLedgerOptions {
  /** Goes before every key: letters, digits and `-`. Default `unikrea-ledger`. */
  readonly base?: string;
  /** Whose calendar decides when a lease has run out. Default: the machine's. */
  readonly clock?: Pick<Clock, "wallTime">;
}

/** The last thing that waits for each storage: every ledger over the same one waits in the same line. */
const LINES = new WeakMap<UnstorageStorage, Promise<unknown>>();

/**
 * Keeps intents in an unstorage storage, for **one process at a time**.
 *
 * What it promises: within the process every method is atomic, also between several ledgers over the same storage
 * object, and a driver that keeps files or talks to a server keeps the records when the process dies between two writes.
 *
 * What it does not promise, since unstorage has neither create-if-absent nor compare-and-set:
 * - two processes, or two workers, may both create the same intent, and so pay twice; budgets may be exceeded, and
 *   leases hold against nobody outside;
 * - a write that a crash interrupts may leave half a record behind, as drivers need not write atomically. It is not
 *   lost in silence: reading it throws `ledger_error`;
 * - nothing is flushed to the disk, so a power cut may take the last seconds;
 * - with the `memory` driver nothing outlives the process;
 * - on an eventually consistent driver (Cloudflare KV, some blob stores) even one process may read an old version: do
 *   not use it there.
 *
 * Every method throws `ledger_error` when the driver refuses, or holds something that cannot be read.
 */
export function unstorageLedger(
  storage: UnstorageStorage,
  { base = "unikrea-ledger", clock = systemClock }: UnstorageLedgerOptions = {},
): LedgerStore {
  const records = `${base}:record`;
  const keyOf = (id: string) => `${records}:${nameOf(id)}`;
  const stateKey = `${base}:state`;
  const now = () => clock.wallTime();

  /** One after the other, whatever became of the one before. */
  function alone<Result>(work: () => Promise<Result>): Promise<Result> {
    const turn = (LINES.get(storage) ?? Promise.resolve()).then(work, work);
    LINES.set(storage, turn);
    return turn;
  }

  /** unstorage takes a stored `null` for a missing key; for money that is not the same. */
  async function read(key: string): Promise<unknown> {
    const value = (await storage.getItem(key)) ?? undefined;
    return value === undefined && (await storage.hasItem(key)) ? "" : value;
  }

  async function get(id: string): Promise<LedgerRecord | undefined> {
    const value = await read(keyOf(id));
    return value === undefined ? undefined : parseRecord(value, id);
  }

  const write = (record: LedgerRecord) => storage.setItem(keyOf(record.id), JSON.stringify(record));

  async function state(): Promise<State> {
    const value = await read(stateKey);
    return value === undefined ? emptyState() : readState(value);
  }

  const change = (command: Command) =>
    alone(async () => {
      const current = await state();
      const result = apply(current, command);
      if (result !== 0) await storage.setItem(stateKey, writeState(current));
      return result;
    });

  return reportingTrouble("unstorage", {
    promises: { shared: false, durability: "process" },

    create: (record) =>
      alone(async () => {
        if ((await read(keyOf(record.id))) !== undefined) return false;
        await write(record);
        return true;
      }),

    update: (record) =>
      alone(async () => {
        if ((await get(record.id))?.version !== record.version - 1) return false;
        await write(record);
        return true;
      }),

    get: (id) => alone(() => get(id)),

    list: ({ after, limit, ...query }) =>
      alone(async () => {
        const keys = await storage.getKeys(records);
        const ids = keys.flatMap((key) => idOf(key.slice(records.length + 1)) ?? []).sort();
        const found: LedgerRecord[] = [];
        for (const id of ids) {
          if (found.length >= limit) break;
          if (after !== undefined && id <= after) continue;
          const record = await get(id);
          if (record && fitsQuery(record, query)) found.push(record);
        }
        return found;
      }),

    remove: (id) => alone(() => storage.removeItem(keyOf(id))),

    spend: async (changes) => (await change({ do: "spend", changes })) === 1,

    spent: (counters) =>
      alone(async () => {
        const { counters: sums } = await state();
        return counters.map((counter) => sums.get(counter) ?? 0);
      }),

    async lease(name, ttlMs) {
      const fence = await change({ do: "lease", name, now: now(), ttlMs });
      if (fence === 0) return undefined;
      return {
        fence,
        renew: async () => (await change({ do: "renew", name, fence, now: now(), ttlMs })) === 1,
        release: async () => {
          await change({ do: "release", name, fence });
        },
      };
    },
  });
}
