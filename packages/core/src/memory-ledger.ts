import { type Clock, systemClock } from "./clock.ts";
import { UnikreaError } from "./error.ts";
import { fitsQuery, type LedgerRecord, type LedgerStore } from "./ledger.ts";

/** How much a ledger in memory keeps of calls that have ended. What may still be billed stays, whatever it takes. */
export interface MemoryLedgerOptions {
  /** @default 10_000 */
  readonly maxRecords?: number;
  /** About. Images that came with the answer take the most by far. @default 200_000_000 */
  readonly maxBytes?: number;
}

const MAX_RECORDS = 10_000;
const MAX_BYTES = 200_000_000;
/** About what a record and each of its parts take besides long texts. */
const RECORD_BYTES = 2000;
const PART_BYTES = 1000;

const notWhole = (counter: string) =>
  new UnikreaError("ledger_error", `The counter ${counter} takes whole micro-dollars only`);

/**
 * A ledger in memory, which is what a client has when it gets no other: no call is paid twice while the process lives,
 * and after that nothing is known. Of calls that have ended, the oldest are forgotten when there are too many: first those
 * whose images were read, then those of which nothing more is to come.
 */
export function memoryLedger(
  clock: Clock = systemClock,
  { maxRecords = MAX_RECORDS, maxBytes = MAX_BYTES }: MemoryLedgerOptions = {},
): LedgerStore {
  const records = new Map<string, LedgerRecord>();
  // Ids, the oldest first.
  const delivered = new Set<string>();
  const settled = new Set<string>();
  const counters = new Map<string, number>();
  const leases = new Map<string, { fence: number; until: number }>();
  let bytes = 0;
  let fences = 0;

  const forget = (id: string) => {
    const record = records.get(id);
    if (record) bytes -= sizeOf(record);
    records.delete(id);
    delivered.delete(id);
    settled.delete(id);
  };
  const put = (record: LedgerRecord) => {
    const { id, state } = record;
    forget(id);
    records.set(id, record);
    bytes += sizeOf(record);
    if (!mayBeBilled(record)) (state === "delivered" ? delivered : settled).add(id);
    while (records.size > maxRecords || bytes > maxBytes) {
      const [oldest] = delivered.size > 0 ? delivered : settled;
      if (oldest === undefined) return;
      forget(oldest);
    }
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
    list: async ({ after = "", limit, ...query }) =>
      [...records.values()]
        .filter((record) => record.id > after && fitsQuery(record, query))
        .sort((a, b) => (a.id < b.id ? -1 : 1))
        .slice(0, limit),
    remove: async (id) => forget(id),
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

/** Whether something may still come of it, or be charged for it, that nobody would know of without the record. */
const mayBeBilled = ({ state, job: { parts } }: LedgerRecord): boolean =>
  (state !== "settled" && state !== "delivered") ||
  parts.some(
    ({ outcome, mayRunTwice }) =>
      mayRunTwice || !outcome || outcome.failures.some(({ billed }) => billed === "maybe"),
  );

function sizeOf({ request, job: { parts } }: LedgerRecord): number {
  const images = parts.flatMap(({ outcome }) => outcome?.images ?? []);
  const texts = images.reduce((sum, { url = "", base64 = "" }) => sum + url.length + base64.length, 0);
  return RECORD_BYTES + request.prompt.length + parts.length * PART_BYTES + texts;
}
