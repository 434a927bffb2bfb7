import type { LedgerStore } from "@unikrea/core/ledger";
import { sampleRecord } from "./sample.ts";
import { must, mustEqual, type Rule } from "./subject.ts";

const RACERS = 64;

/** Lets 64 reserve 30 units each at once, through four stores, and says how many were told yes. */
async function race({ store, peer }: { store: LedgerStore; peer(): LedgerStore }, limitMicroUsd: number) {
  const stores = [store, peer(), peer(), peer()];
  const won = await Promise.all(
    Array.from({ length: RACERS }, (_, racer) =>
      stores[racer % stores.length]?.spend([
        { counter: "total", deltaMicroUsd: 30, limitMicroUsd },
        { counter: `day:${racer % 2}`, deltaMicroUsd: 30 },
      ]),
    ),
  );
  return won.filter(Boolean).length;
}

export const spendRules: Readonly<Record<string, Rule>> = {
  async "counts up and down, from 0"({ store, peer }) {
    mustEqual(await store.spent(["total", "day"]), [0, 0], "counters that were never changed");
    must(
      await store.spend([{ counter: "total", deltaMicroUsd: 70_000 }]),
      "a change without a limit says false",
    );
    must(await peer().spend([{ counter: "total", deltaMicroUsd: -30_000 }]), "giving back says false");
    mustEqual(await store.spent(["day", "total", "total"]), [0, 40_000, 40_000], "the counters");
    mustEqual(await store.spent([]), [], "no counters");
    must(await store.spend([]), "no changes at all says false");
  },

  async "grants a reservation up to its limit and not beyond"({ store }) {
    const one = (deltaMicroUsd: number) => [{ counter: "total", deltaMicroUsd, limitMicroUsd: 100 }];
    must(await store.spend(one(99)), "99 of 100 says false");
    must(!(await store.spend(one(2))), "101 of 100 says true");
    must(await store.spend(one(1)), "the last of 100 says false");
    must(!(await store.spend(one(1))), "101 of 100 says true");
    mustEqual(await store.spent(["total"]), [100], "the counter");
  },

  async "makes all changes or none"({ store }) {
    await store.spend([{ counter: "day", deltaMicroUsd: 90 }]);
    const isGranted = await store.spend([
      { counter: "total", deltaMicroUsd: 20, limitMicroUsd: 1000 },
      { counter: "day", deltaMicroUsd: 20, limitMicroUsd: 100 },
      { counter: "tag", deltaMicroUsd: 20 },
    ]);
    must(!isGranted, "a reservation over one of its limits says true");
    mustEqual(await store.spent(["total", "day", "tag"]), [0, 90, 0], "the counters");
  },

  async "adds up two changes of one counter"({ store }) {
    const twice = (limitMicroUsd: number) => [
      { counter: "total", deltaMicroUsd: 60, limitMicroUsd },
      { counter: "total", deltaMicroUsd: 60, limitMicroUsd },
    ];
    must(!(await store.spend(twice(100))), "120 of 100 says true");
    must(await store.spend(twice(120)), "120 of 120 says false");
    mustEqual(await store.spent(["total"]), [120], "the counter");
  },

  async "takes money back although the counter is over the limit"({ store }) {
    await store.spend([{ counter: "total", deltaMicroUsd: 500 }]);
    const back = [{ counter: "total", deltaMicroUsd: -100, limitMicroUsd: 100 }];
    must(await store.spend(back), "giving back says false");
    mustEqual(await store.spent(["total"]), [400], "the counter");
  },

  async "never goes over the limit with 64 racers, and grants the last that fits"(subject) {
    mustEqual(await race(subject, 1000), 33, "how many reservations of 30 fit into 1000");
    const [total = 0, even = 0, odd = 0] = await subject.store.spent(["total", "day:0", "day:1"]);
    mustEqual([total, even + odd], [990, 990], "the counters");
  },

  async "loses no reservation of 64 racers who all fit"(subject) {
    mustEqual(await race(subject, 30 * RACERS), RACERS, "how many were granted");
    mustEqual(await subject.store.spent(["total"]), [30 * RACERS], "the counter");
  },

  async "does not block racers who change the same counters in another order"({ store, peer }) {
    const other = peer();
    const counters = Array.from({ length: 24 }, (_, at) => `counter-${at}`);
    const changes = counters.map((counter) => ({ counter, deltaMicroUsd: 1 }));
    // The first makes the counters, the later ones find them.
    for (let round = 1; round <= 4; round += 1) {
      const all = [store.spend(changes), other.spend([...changes].reverse())];
      must((await Promise.all(all)).every(Boolean), "a change without a limit says false");
      mustEqual(
        await store.spent(counters),
        counters.map(() => 2 * round),
        "the counters",
      );
    }
  },

  async "keeps counters, leases and records of one name apart"({ store }) {
    for (const name of ["a", "record", "state", "spent", "lease", "fence", "__proto__"]) {
      must(await store.create(sampleRecord(name)), `create of ${name} says false`);
      must(await store.spend([{ counter: name, deltaMicroUsd: 7 }]), `a change of ${name} says false`);
      must((await store.lease(name, 60_000)) !== undefined, `the lease ${name} is held`);
      mustEqual(await store.spent([name]), [7], `the counter ${name}`);
      mustEqual((await store.get(name))?.version, 1, `the record ${name}`);
    }
  },

  async "refuses with an error what is no whole number, and stays usable"({ store }) {
    for (const change of [
      { deltaMicroUsd: 0.5 },
      { deltaMicroUsd: Number.NaN },
      { deltaMicroUsd: Number.POSITIVE_INFINITY },
      { deltaMicroUsd: 1, limitMicroUsd: Number.NaN },
    ]) {
      const isGranted = await store.spend([{ counter: "total", ...change }]).catch(() => false);
      must(!isGranted, `${JSON.stringify(change)} says true`);
    }
    const change = { counter: "total", deltaMicroUsd: 1, limitMicroUsd: Number.POSITIVE_INFINITY };
    must(await store.spend([change]), "a limit of Infinity says false");
    mustEqual(await store.spent(["total"]), [1], "the counter");
  },
};
