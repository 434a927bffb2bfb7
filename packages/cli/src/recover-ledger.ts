import {
  type JobRef,
  type LedgerRecord,
  type LedgerState,
  type LedgerStore,
  type Recovered,
  UnikreaError,
} from "@unikrea/core";
import type { CommandContext } from "./command-context.ts";
import { downloadPatience, type Interrupts, raceSignal } from "./interrupt.ts";
import { isOpen, type LedgerKind, listRecords } from "./ledger-folder.ts";
import { openClient } from "./open-client.ts";
import type { ProviderSet } from "./provider-set.ts";
import { type ImageReport, saveImages } from "./save-images.ts";

/** What became of one call that was open. */
export interface Collected {
  readonly id: string;
  readonly state: LedgerState;
  readonly job: JobRef;
  readonly isEmulated: boolean;
  /**
   * `collected`: its images are here; `ended`: it has none and costs nothing; `pending`: it is still being made;
   * `unknown`: it may be billed, and nobody knows more; `left`: it was not asked about, `reason` says why.
   */
  readonly end: "collected" | "ended" | "pending" | "unknown" | "left";
  readonly images: readonly ImageReport[];
  readonly error: UnikreaError | undefined;
  /** Why it was not asked about. */
  readonly reason: string | undefined;
}

/** What to settle, and how. */
export interface Round {
  readonly kind: LedgerKind;
  readonly store: LedgerStore;
  readonly set: ProviderSet;
  /** Where the images go. Exists. */
  readonly dir: string;
  readonly interrupts: Interrupts;
  /** Whether to take up what was changed a moment ago. */
  readonly isNow: boolean;
}

const DOWNLOAD_MS = 60_000;

/** Settles one ledger. `left` counts what somebody else may be at. */
export async function recoverLedger(
  context: CommandContext,
  { kind, store, set, dir, interrupts, isNow }: Round,
): Promise<{ collected: Collected[]; left: number }> {
  const open = (await listRecords(store)).filter(isOpen);
  const reasons = new Map(open.map((record) => [record.id, elsewhere(record, kind, set)]));
  const mine = open.filter(({ id }) => reasons.get(id) === undefined);
  // Calls that failed at no cost stay `settled` for ever: nothing would come of asking about them each time.
  const due: LedgerStore = {
    ...store,
    list: async (query) =>
      query.states
        ? mine.filter(({ id }) => query.after === undefined || id > query.after).slice(0, query.limit)
        : store.list(query),
  };
  const client = openClient(context, set, due);
  try {
    const running = client.k2.recover(isNow ? { minAgeMs: 0 } : {});
    // Not by the call's own signal, which would cancel the jobs.
    const recovered = await raceSignal(running, interrupts.first).catch((error: unknown) => {
      throw interrupts.first.aborted ? interrupted(error) : error;
    });
    const collected = await Promise.all(recovered.map(collect));
    const left = mine.length - recovered.length;
    return { collected: [...collected, ...open.flatMap(notAsked)], left };
  } finally {
    if (!interrupts.first.aborted) await client.settle();
  }

  async function collect({ id, state, job, result, error }: Recovered): Promise<Collected> {
    const isEmulated = kind === "emulated" || job.emulated === true;
    const known = { id, state, job, isEmulated, error, reason: undefined };
    if (!result) return { ...known, end: endOf(state, error), images: [] };
    const prompt = open.find((record) => record.id === id)?.request.prompt ?? "recovered";
    const patience = downloadPatience(interrupts.first, DOWNLOAD_MS);
    const images = await saveImages(result.images, dir, prompt, patience.over).finally(() => patience.end());
    client.written(
      id,
      images.every(({ file }) => file),
    );
    const isSettled = state === "settled" || state === "delivered";
    return { ...known, end: isSettled ? "collected" : endOf(state, result.failures[0]), images };
  }

  function notAsked(record: LedgerRecord): Collected[] {
    const { id, state, job } = record;
    const reason = reasons.get(id);
    if (reason === undefined) return [];
    const isEmulated = kind === "emulated" || job.emulated === true;
    return [{ id, state, job, isEmulated, end: "left", images: [], error: undefined, reason }];
  }
}

function endOf(state: LedgerState, error: UnikreaError | undefined): Collected["end"] {
  if (state === "delivered") return "collected";
  if (state === "accepted") return error?.code === "timeout" ? "pending" : "unknown";
  return state === "settled" && error?.billed === "no" ? "ended" : "unknown";
}

/** Why a record must not be asked about at the addresses that are set: another service knows nothing of it. */
function elsewhere({ job }: LedgerRecord, kind: LedgerKind, { providers }: ProviderSet): string | undefined {
  for (const { provider: id } of job.parts) {
    const provider = providers.find((known) => known.id === id);
    if (!provider) return `${id}: what is set for it cannot be used, see unikrea doctor`;
    const name = `${id.toUpperCase()}_BASE_URL`;
    if (provider.local && kind === "real") return `${name} leads to an emulator: unset it`;
    if (!provider.local && kind === "emulated")
      return `it was made by an emulator: point ${name} at it again, if it still runs`;
  }
  return undefined;
}

const interrupted = (cause: unknown) =>
  new UnikreaError(
    "aborted",
    "Interrupted: nothing was billed by this. What is open stays in the ledger, and recover takes it up again",
    { cause },
  );
