import type { Clock } from "./clock.ts";
import { isUnikreaError, UnikreaError } from "./error.ts";
import type { LedgerStore } from "./ledger.ts";

/** A store that does not answer must not keep a call for ever. */
const LEDGER_TIMEOUT_MS = 10_000;

/** A store of which every failure, silence included, is a `ledger_error`. */
export function guardLedger(store: LedgerStore, clock: Clock): LedgerStore {
  const guard = async <Result>(verb: string, running: () => Promise<Result>): Promise<Result> => {
    let cancelTimer = () => {};
    const late = new Promise<never>((_, reject) => {
      const message = `The ledger did not answer within ${LEDGER_TIMEOUT_MS / 1000} s (${verb})`;
      cancelTimer = clock.setTimer(
        () => reject(new UnikreaError("ledger_error", message)),
        LEDGER_TIMEOUT_MS,
      );
    });
    try {
      return await Promise.race([running(), late]);
    } catch (cause) {
      if (isUnikreaError(cause)) throw cause;
      const text = cause instanceof Error ? cause.message : String(cause);
      throw new UnikreaError("ledger_error", `The ledger failed (${verb}): ${text}`, { cause });
    } finally {
      cancelTimer();
    }
  };
  return {
    promises: store.promises,
    create: (record) => guard("create", () => store.create(record)),
    update: (record) => guard("update", () => store.update(record)),
    get: (id) => guard("get", () => store.get(id)),
    list: (query) => guard("list", () => store.list(query)),
    remove: (id) => guard("remove", () => store.remove(id)),
    spend: (changes) => guard("spend", () => store.spend(changes)),
    spent: (counters) => guard("spent", () => store.spent(counters)),
    lease: (name, ttlMs) => guard("lease", () => store.lease(name, ttlMs)),
  };
}
