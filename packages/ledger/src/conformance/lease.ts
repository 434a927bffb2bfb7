import type { Lease, LedgerStore } from "@unikrea/core/ledger";
import { must, type Rule } from "./subject.ts";

const MINUTE = 60_000;

/** Takes a lease that must be free. */
async function take(store: LedgerStore, name: string): Promise<Lease> {
  const lease = await store.lease(name, MINUTE);
  must(lease !== undefined, `the lease ${name} is held by nobody and yet not given`);
  return lease;
}

export const leaseRules: Readonly<Record<string, Rule>> = {
  async "gives a lease to one at a time"({ store, peer }) {
    const lease = await take(store, "recover");
    must((await peer().lease("recover", MINUTE)) === undefined, "it was given a second time");
    must((await store.lease("recover", MINUTE)) === undefined, "it was given again to the same store");
    await take(peer(), "another");
    await lease.release();
    await take(peer(), "recover");
  },

  async "gives a lease to one of 64 who ask at once"({ store, peer }) {
    const stores = [store, peer(), peer(), peer()];
    const given = await Promise.all(
      Array.from({ length: 64 }, (_, racer) => stores[racer % stores.length]?.lease("recover", MINUTE)),
    );
    const count = given.filter((lease) => lease !== undefined).length;
    must(count === 1, `${count} of 64 got it`);
  },

  async "ends a lease when its time is over"({ store, peer, elapse }) {
    await take(store, "recover");
    await elapse(MINUTE - 5000);
    must((await peer().lease("recover", MINUTE)) === undefined, "it was given before its time was over");
    await elapse(6000);
    await take(peer(), "recover");
  },

  async "gives greater fences with every lease"({ store, peer, elapse }) {
    let last = 0;
    for (let round = 0; round < 4; round += 1) {
      const lease = await take(round % 2 === 0 ? store : peer(), "recover");
      must(lease.fence > last, `the fence ${lease.fence} came after ${last}`);
      last = lease.fence;
      if (round < 2) await lease.release();
      else await elapse(MINUTE + 1000);
    }
  },

  async "starts the time again when a lease is renewed"({ store, peer, elapse }) {
    const lease = await take(store, "recover");
    for (let round = 0; round < 3; round += 1) {
      await elapse(MINUTE - 10_000);
      must(await lease.renew(), "a lease that is held cannot be renewed");
    }
    await elapse(MINUTE - 10_000);
    must((await peer().lease("recover", MINUTE)) === undefined, "it was given although it was renewed");
  },

  async "lets nobody renew or release a lease that another holds by now"({ store, peer, elapse }) {
    const lost = await take(store, "recover");
    await elapse(MINUTE + 1000);
    const held = await take(peer(), "recover");
    must(!(await lost.renew()), "a lost lease was renewed");
    await lost.release();
    must((await store.lease("recover", MINUTE)) === undefined, "releasing a lost lease released the other's");
    must(await held.renew(), "the lease of the other cannot be renewed");
  },

  async "lets nobody renew a lease whose time is over"({ store, elapse }) {
    const lease = await take(store, "recover");
    await elapse(MINUTE + 1000);
    must(!(await lease.renew()), "a lease that had ended was renewed");
    await take(store, "recover");
  },

  async "lets nobody renew a lease that was released"({ store }) {
    const lease = await take(store, "recover");
    await lease.release();
    must(!(await lease.renew()), "a released lease was renewed");
    await lease.release();
    await take(store, "recover");
  },
};
