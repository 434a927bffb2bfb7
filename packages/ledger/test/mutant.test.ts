import type { LedgerRecord, LedgerStore } from "@unikrea/core/ledger";
import { ledgerConformance } from "@unikrea/ledger/conformance";
import { unstorageLedger } from "@unikrea/ledger/unstorage";
import { fakeClock } from "@unikrea/testkit";
import { createStorage } from "unstorage";
import { expect, it } from "vitest";

type Break = (store: LedgerStore) => Partial<LedgerStore>;

/** Gives others their turn, as every store that asks a disk or a server does. */
const pause = () => new Promise<void>((resolve) => setImmediate(resolve));

/** Stores with one fault each, and the checks of which one at least must see it. */
const MUTANTS: Readonly<Record<string, Break>> = {
  "create that overwrites": (store) => ({
    create: async (record) => {
      await store.remove(record.id);
      return store.create(record);
    },
  }),
  "create that looks first": (store) => ({
    create: async (record) => {
      if (await store.get(record.id)) return false;
      await pause();
      await store.remove(record.id);
      return store.create(record);
    },
  }),
  "records without their tags": (store) => ({
    create: (record) => store.create({ ...record, tags: undefined }),
  }),
  "tags in another order": (store) => ({
    create: (record) => store.create({ ...record, tags: record.tags?.toReversed() }),
  }),
  "update without a compare": (store) => ({
    update: async (record) => {
      if (!(await store.get(record.id))) return false;
      await put(store, record);
      return true;
    },
  }),
  "update that compares, waits and then writes": (store) => ({
    update: async (record) => {
      if ((await store.get(record.id))?.version !== record.version - 1) return false;
      await pause();
      await put(store, record);
      return true;
    },
  }),
  "update that makes what is missing": (store) => ({
    update: async (record) => (await store.update(record)) || store.create(record),
  }),
  "ids without regard to case": (store) => ({
    create: async (record) => !(await store.get(record.id.toUpperCase())) && store.create(record),
  }),
  "a record that cannot be read counts as absent": (store) => ({
    get: (id) => store.get(id).catch(() => undefined),
  }),
  "a list that leaves out what cannot be read": (store) => ({
    list: (query) => store.list(query).catch(() => []),
  }),
  "a list without order": (store) => ({ list: async (query) => [...(await store.list(query))].reverse() }),
  "a list that filters the page after it was cut": (store) => ({
    list: async ({ states, after, limit }) =>
      (await store.list({ after, limit })).filter(({ state }) => states?.includes(state) ?? true),
  }),
  "a list that knows no time": (store) => ({ list: ({ updatedSince: _, ...query }) => store.list(query) }),
  "a list that leaves out the very moment": (store) => ({
    list: async (query) =>
      (await store.list(query)).filter(({ updatedAt }) => updatedAt !== query.updatedSince),
  }),
  "a list that goes by the time of the first version": (store) => ({
    list: async ({ updatedSince = "", limit, ...query }) =>
      (await store.list({ ...query, limit: 99 }))
        .filter(({ version, updatedAt }) => version === 1 && updatedAt >= updatedSince)
        .slice(0, limit),
  }),
  "pages that begin with the last of the page before": (store) => ({
    list: async ({ after, ...query }) => {
      const all = await store.list({ ...query, limit: 99 });
      return all.filter(({ id }) => after === undefined || id >= after).slice(0, query.limit);
    },
  }),
  "a budget that looks first": (store) => ({
    spend: async (changes) => {
      const sums = await store.spent(changes.map(({ counter }) => counter));
      const isOver = changes.some(
        ({ deltaMicroUsd, limitMicroUsd = Number.POSITIVE_INFINITY }, at) =>
          (sums[at] ?? 0) + deltaMicroUsd > limitMicroUsd,
      );
      await pause();
      return (
        !isOver && store.spend(changes.map(({ counter, deltaMicroUsd }) => ({ counter, deltaMicroUsd })))
      );
    },
  }),
  "a budget that stops one short": (store) => ({
    spend: (changes) =>
      store.spend(
        changes.map((change) =>
          change.limitMicroUsd === undefined
            ? change
            : { ...change, limitMicroUsd: change.limitMicroUsd - 1 },
        ),
      ),
  }),
  "changes one by one": (store) => ({
    spend: async (changes) => {
      for (const change of changes) if (!(await store.spend([change]))) return false;
      return true;
    },
  }),
  "a lease for everybody": (store) => ({
    lease: async (name, ttlMs) => store.lease(`${name}${Math.random()}`, ttlMs),
  }),
  "a lease without an end": (store) => ({ lease: (name) => store.lease(name, Number.MAX_SAFE_INTEGER) }),
  "a fence that stands still": (store) => ({
    lease: async (name, ttlMs) => {
      const lease = await store.lease(name, ttlMs);
      return lease && { ...lease, fence: 1 };
    },
  }),
  "a renewal that is only claimed": (store) => ({
    lease: async (name, ttlMs) => {
      const lease = await store.lease(name, ttlMs);
      return lease && { ...lease, renew: async () => true };
    },
  }),
  "a release of whoever holds it": (store) => ({
    lease: async (name, ttlMs) => {
      const lease = await store.lease(name, ttlMs);
      return lease && { ...lease, release: () => store.remove(name) };
    },
  }),
};

/** Writes whatever is there. */
async function put(store: LedgerStore, record: LedgerRecord): Promise<void> {
  await store.remove(record.id);
  await store.create(record);
}

/** The checks that a store fails. */
async function failures(mutate: Break): Promise<string[]> {
  const checks = ledgerConformance(async () => {
    const clock = fakeClock();
    const storage = createStorage();
    const store = unstorageLedger(storage, { clock });
    const broken = { ...store, ...mutate(store) };
    const corrupt = async (id: string) => storage.setItem(`unikrea-ledger:record:${id}`, "{");
    return { store: broken, peer: () => broken, elapse: clock.advance, corrupt };
  });
  const failed: string[] = [];
  for (const { name, run } of checks) await run().catch(() => failed.push(name));
  return failed;
}

it("finds nothing wrong with a store that is right", async () => {
  expect(await failures(() => ({}))).toStrictEqual([]);
});

it.each(Object.entries(MUTANTS))("catches %s", async (_, mutate) => {
  expect(await failures(mutate)).not.toStrictEqual([]);
});

it("does not take a name of no check for a deviation", () => {
  expect(() => ledgerConformance(() => Promise.reject(new Error()), { without: ["x"] })).toThrow(RangeError);
});
