import { createKrea2, type Krea2, type LedgerStore } from "@unikrea/core";
import pc from "picocolors";
import type { CommandContext } from "./command-context.ts";
import { openLedger } from "./ledger-folder.ts";
import type { ProviderSet } from "./provider-set.ts";
import { type WrittenLedger, writtenLedger } from "./written-ledger.ts";

/** A client whose calls outlive the process, where there is somewhere to keep them. */
export interface Client extends Pick<WrittenLedger, "written" | "settle"> {
  readonly k2: Krea2;
}

/**
 * Makes the client of a command. Jobs of the built-in emulator end with it, so they are kept only where a place for them was
 * asked for.
 */
export function openClient({ terminal }: CommandContext, set: ProviderSet, store?: LedgerStore): Client {
  const { providers, isBuiltIn, isLocal } = set;
  const isKept = !isBuiltIn || Boolean(terminal.env.UNIKREA_STATE_DIR);
  const kept = store ?? (isKept ? openLedger(terminal, isLocal ? "emulated" : "real") : undefined);
  if (!kept) return { k2: createKrea2({ providers }), written() {}, settle: async () => {} };
  const ledger = writtenLedger(kept);
  let isTold = false;
  const onLedgerError = (error: unknown) => {
    if (!isTold) terminal.err(pc.yellow(`${messageOf(error)}. This run goes on without it`));
    isTold = true;
  };
  const k2 = createKrea2({ providers, ledger: ledger.store, onLedgerError });
  return { k2, written: ledger.written, settle: ledger.settle };
}

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error));
