/**
 * The door for authors of ledger stores, and for whoever reads one. Users of the library need only a store.
 *
 * @module
 */

export { parseOptions } from "./call.ts";
export { type Charge, chargeOf } from "./charge.ts";
export { type Clock, systemClock } from "./clock.ts";
export { UnikreaError } from "./error.ts";
export {
  fitsQuery,
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
export { type MemoryLedgerOptions, memoryLedger } from "./memory-ledger.ts";
export { toUsd } from "./price.ts";
export { date, listOf, oneOf, optional, shape } from "./schema.ts";
