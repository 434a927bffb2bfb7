import { type Clock, systemClock } from "./clock.ts";
import { UnikreaError } from "./error.ts";
import type { LedgerRecord, LedgerStore } from "./ledger.ts";

/** Records that have ended are only kept for their idempotency keys. */
const MAX_ENDED = 1000;

const notWhole = (counter: string) =>
  new UnikreaError("ledger_error", `The counter ${counter} takes whole micro-dollars only`);

/**
 * A ledger in memory, which is what a client has when it gets no other: no call is paid twice while the process lives,
 * and after that nothing is known.
 */
export function memoryLedger(clock: Clock = systemClock): LedgerStore {
  const records = new Map<string, LedgerRecord>();
  const ended = new Set<string>();
  const counters = new Map<string, number>();
  const leases = new Map<string, { fence: number; until: number }>();
  let fences = 0;

  const put = (record: LedgerRecord) => {
    records.set(record.id, record);
    // One that is under way again is not to be forgotten.
    ended.delete(record.id);
    if (record.state !== "settled" && record.state !== "delivered") return;
    ended.add(record.id);
    const [oldest] = ended;
    if (ended.size <= MAX_ENDED || oldest === undefined) return;
    ended.delete(oldest);
    records.delete(oldest);
  };

  return {
    promises: { shared: false, durability: "none" },
    async create(record) {
      if (records.has(record.id)) return false;
      put(record);
      return true;
    },
    async update(record) {
      if (records.get(record.id)?.version !== record.version - 1) return false;
      put(record);
      return true;
    },
    get: async (id) => records.get(id),
    list: async ({ states, after = "", limit }) =>
      [...records.values()]
        .filter(({ id, state }) => id > after && (!states || states.includes(state)))
        .sort((a, b) => (a.id < b.id ? -1 : 1))
        .slice(0, limit),
    async remove(id) {
      records.delete(id);
      ended.delete(id);
    },
    async spend(changes) {
      const sums = new Map<string, number>();
      for (const { counter, deltaMicroUsd, limitMicroUsd = Number.POSITIVE_INFINITY } of changes) {
        if (!Number.isSafeInteger(deltaMicroUsd) || Number.isNaN(limitMicroUsd)) throw notWhole(counter);
        const sum = (sums.get(counter) ?? counters.get(counter) ?? 0) + deltaMicroUsd;
        // Giving back is always allowed.
        if (deltaMicroUsd > 0 && sum > limitMicroUsd) return false;
        sums.set(counter, sum);
      }
      for (const [counter, sum] of sums) counters.set(counter, sum);
      return true;
    },
    spent: async (names) => names.map((name) => counters.get(name) ?? 0),
    async lease(name, ttlMs) {
      if ((leases.get(name)?.until ?? 0) > clock.now()) return undefined;
      const fence = ++fences;
      const take = () => leases.set(name, { fence, until: clock.now() + ttlMs });
      const isMine = () => {
        const held = leases.get(name);
        return held?.fence === fence && held.until > clock.now();
      };
      take();
      return {
        fence,
        async renew() {
          if (!isMine()) return false;
          take();
          return true;
        },
        async release() {
          if (isMine()) leases.delete(name);
        },
      };
    },
  };
}
