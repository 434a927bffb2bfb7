import { type Lease, type LedgerStore, type Spend, UnikreaError } from "@unikrea/core/ledger";

/**
 * The same store, with whatever its driver throws as a `ledger_error`, so that callers have one thing to look for.
 * It may have been written all the same: a broken connection does not say.
 */
export function reportingTrouble(what: string, store: LedgerStore): LedgerStore {
  const attempt = async <Result>(work: () => Promise<Result>): Promise<Result> => {
    try {
      return await work();
    } catch (cause) {
      throw cause instanceof UnikreaError ? cause : trouble(what, cause);
    }
  };
  const watched = ({ fence, renew, release }: Lease): Lease => ({
    fence,
    renew: () => attempt(renew),
    release: () => attempt(release),
  });
  return {
    promises: store.promises,
    create: (record) => attempt(() => store.create(record)),
    update: (record) => attempt(() => store.update(record)),
    get: (id) => attempt(() => store.get(id)),
    list: (query) => attempt(() => store.list(query)),
    remove: (id) => attempt(() => store.remove(id)),
    spend: (changes) => attempt(async () => store.spend(changes.map(checked))),
    spent: (counters) => attempt(() => store.spent(counters)),
    lease: (name, ttlMs) =>
      attempt(async () => {
        const lease = await store.lease(name, Math.max(1, Math.ceil(ttlMs)));
        return lease && watched(lease);
      }),
  };
}

/** A failure of the store as the library's own error. */
function trouble(what: string, cause: unknown): UnikreaError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new UnikreaError("ledger_error", `The ledger (${what}) failed: ${reason}`, { cause });
}

/** A limit that is not a number would let everything pass, and half a micro-dollar could not be stored. */
function checked(change: Spend): Spend {
  const { counter, deltaMicroUsd, limitMicroUsd = Number.POSITIVE_INFINITY } = change;
  if (!Number.isSafeInteger(deltaMicroUsd))
    throw new RangeError(`${counter} cannot change by ${deltaMicroUsd}`);
  if (Number.isNaN(limitMicroUsd)) throw new RangeError(`the limit of ${counter} is not a number`);
  return limitMicroUsd === Number.POSITIVE_INFINITY ? { counter, deltaMicroUsd } : change;
}
