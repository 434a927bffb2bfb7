import type { LedgerStore } from "@unikrea/core";
import type { LedgerFault } from "./cell/cell.ts";
import { naive } from "./client/naive.ts";
import { ours } from "./client/ours.ts";
import { processes } from "./client/processes.ts";
import type { Contestant } from "./run-cell.ts";
import { sharedLedger } from "./stage/shared-ledger.ts";
import type { Stage } from "./stage/stage.ts";

/** Who recovers leaves alone for so long what another process may be at, in milliseconds: our default. */
const SHARED_AGE_MS = 300_000;

const withOptions = (name: string, isTrusting: boolean): Contestant => ({
  name,
  isJudged: true,
  make(booth, cell) {
    const { ledger: fault, stuckAfterMs, isClumsy, skewMs, isHooked, budgetUsd: totalUsd } = cell;
    const options = { stuckAfterMs, isClumsy, skewMs, isHooked, totalUsd, isTrusting };
    if (cell.processes)
      return processes(
        booth,
        cell.processes,
        (own, ledger) => ours(own, { ...options, ledger, minAgeMs: SHARED_AGE_MS }),
        sharedLedger(booth.stage.time),
      );
    return ours(booth, { ...options, wrapLedger: fault && ((store) => spoil(store, fault, booth.stage)) });
  },
});

/** Our library with its defaults. */
export const OURS = withOptions("ours", false);
/** The same with what is off by default because nobody has proved it live. */
const TRUSTING = withOptions("trusting", true);

/** The loop that common SDKs use. */
export const NAIVE: Contestant = {
  name: "naive",
  isJudged: false,
  make: (booth, { budgetUsd, processes: how }) =>
    how ? processes(booth, how, (own) => naive(own), undefined) : naive(booth, budgetUsd),
};

export const CONTESTANTS = { ours: OURS, trusting: TRUSTING, naive: NAIVE };
export type ContestantName = keyof typeof CONTESTANTS;

/** A ledger of which some calls go wrong. */
function spoil(store: LedgerStore, { method, how, skip, times }: LedgerFault, { time }: Stage): LedgerStore {
  let calls = 0;
  const strike = async (go: () => Promise<boolean>): Promise<boolean> => {
    calls += 1;
    if (calls <= skip || calls > skip + times) return go();
    if (how === "refuses") return false;
    if (how === "throws") throw new Error("ENOSPC: no space left on device");
    await new Promise<void>((resolve) => void time.setTimer(resolve, 5000));
    return go();
  };
  return {
    ...store,
    ...(method === "create" && { create: (record) => strike(() => store.create(record)) }),
    ...(method === "update" && { update: (record) => strike(() => store.update(record)) }),
  };
}
