import type { Runtime } from "./runtime.ts";

/** How long after a process has died, or fallen asleep, others may take over from it. */
const LEASE_MS = 30_000;
const RENEW_MS = 10_000;

/** A right that is renewed for as long as its holder lives and has not released it. */
export interface KeptLease {
  /**
   * Whether it is still held. If so, nobody else gets it for half a minute from now.
   *
   * @throws {UnikreaError} `ledger_error`
   */
  isHeld(): Promise<boolean>;
  /** Lets the next one have it. Never throws: what cannot be released ends by itself. */
  release(): Promise<void>;
}

/** Takes the lease of that name, unless somebody holds it. */
export async function keepLease(
  { ledger, clock }: Pick<Runtime, "ledger" | "clock">,
  name: string,
): Promise<KeptLease | undefined> {
  const lease = await ledger.lease(name, LEASE_MS);
  if (!lease) return undefined;
  let cancelTimer = () => {};
  const renew = () => {
    // One that fails may succeed the next time. What matters is asked for when it matters.
    lease.renew().catch(() => {});
    cancelTimer = clock.setTimer(renew, RENEW_MS);
  };
  cancelTimer = clock.setTimer(renew, RENEW_MS);
  return {
    isHeld: () => lease.renew(),
    release() {
      cancelTimer();
      return lease.release().catch(() => {});
    },
  };
}
