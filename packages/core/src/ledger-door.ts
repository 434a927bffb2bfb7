/**
 * The door for authors of ledger stores. Users of the library need only a store.
 *
 * @module
 */

export { type Clock, systemClock } from "./clock.ts";
export { UnikreaError } from "./error.ts";
export {
  LEDGER_STATES,
  type Lease,
  type LedgerPromises,
  type LedgerQuery,
  type LedgerRecord,
  type LedgerState,
  type LedgerStore,
  type Spend,
} from "./ledger.ts";
export { parseRecord } from "./ledger-record.ts";
export { memoryLedger } from "./memory-ledger.ts";
