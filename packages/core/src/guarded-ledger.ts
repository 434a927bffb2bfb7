import type { Clock } from "./clock.ts";
import { isUnikreaError, UnikreaError } from "./error.ts";
import type { LedgerStore, Spend } from "./ledger.ts";
import { unlessOver } from "./unless-over.ts";

/** A store that does not answer must not keep a call for ever. */
const LEDGER_TIMEOUT_MS = 10_000;

/** A store of which every failure, silence included, is a `ledger_error`. */
export function guardLedger(store: LedgerStore, clock: Clock): LedgerStore {
  const guard = async <Result>(verb: string, running: () => Promise<Result>): Promise<Result> => {
    const message = `The ledger did not answer within ${LEDGER_TIMEOUT_MS / 1000} s (${verb})`;
    const late = () => new UnikreaError("ledger_error", message);
    try {
      return await unlessOver(running(), undefined, { clock, timeoutMs: LEDGER_TIMEOUT_MS, late });
    } catch (cause) {
      if (isUnikreaError(cause)) throw cause;
      const text = cause instanceof Error ? cause.message : String(cause);
      throw new UnikreaError("ledger_error", `The ledger failed (${verb}): ${text}`, { cause });
    }
  };
  /** A reservation that is granted when nobody waits for it any more would be held for ever. */
  const takeBack = async (changes: readonly Spend[]) => {
    const reserved = changes.filter(({ limitMicroUsd }) => limitMicroUsd !== undefined);
    const back = reserved.map(({ counter, deltaMicroUsd }) => ({ counter, deltaMicroUsd: -deltaMicroUsd }));
    if (back.length > 0) await store.spend(back);
  };
  return {
    promises: store.promises,
    create: (record) => guard("create", () => store.create(record)),
    update: (record) => guard("update", () => store.update(record)),
    get: (id) => guard("get", () => store.get(id)),
    list: (query) => guard("list", () => store.list(query)),
    remove: (id) => guard("remove", () => store.remove(id)),
    spend(changes) {
      let isGivenUp = false;
      const spend = async () => {
        const isDone = await store.spend(changes);
        if (isGivenUp && isDone) await takeBack(changes);
        return isDone;
      };
      return guard("spend", spend).catch((error: unknown) => {
        isGivenUp = true;
        throw error;
      });
    },
    spent: (counters) => guard("spent", () => store.spent(counters)),
    async lease(name, ttlMs) {
      const lease = await guard("lease", () => store.lease(name, ttlMs));
      return (
        lease && {
          fence: lease.fence,
          renew: () => guard("renew", () => lease.renew()),
          release: () => guard("release", () => lease.release()),
        }
      );
    },
  };
}
