import { sleep } from "./clock.ts";
import type { ImageProvider } from "./define-provider.ts";
import type { Runtime } from "./runtime.ts";

/** Longer than any submission with all the looks for it after it was lost. */
const LANE_MS = 120_000;
const RETRY_MS = 100;

/**
 * Where a lost submission can only be told from others by its time, one process at a time may submit. Within a process
 * the provider's gate sees to that; between processes a lease of the ledger does, if they share one. Gives the function
 * that lets the next one in.
 *
 * @throws the reason of `over`, or what the ledger threw
 */
export async function holdLane(
  { ledger, clock }: Runtime,
  { id, submitsAtOnce }: ImageProvider,
  over: AbortSignal,
): Promise<() => void> {
  if (submitsAtOnce !== 1 || !ledger.promises.shared) return () => {};
  for (;;) {
    const lease = await ledger.lease(`lane:${id}`, LANE_MS);
    // A lane that is not given back is free again after its time.
    if (lease) return () => void lease.release().catch(() => {});
    await sleep(clock, RETRY_MS, over);
  }
}
