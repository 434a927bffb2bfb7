import type { LedgerStore } from "@unikrea/core/ledger";

/** A store to be examined, empty, with a hand on what lies beneath it. */
export interface LedgerSubject {
  readonly store: LedgerStore;
  /** Another store over the same data, as another process would have it. A store of one process gives itself. */
  peer(): LedgerStore;
  /** Lets the time pass that leases run by. */
  elapse(ms: number): Promise<void>;
  /** Spoils the stored text of a record. Missing when records are not stored as text. */
  corrupt?(id: string): Promise<void>;
  /** Takes everything away again. */
  close?(): Promise<void>;
}

/** A rule, and what breaks it. */
export type Rule = (subject: LedgerSubject) => Promise<void>;

/** @throws {Error} with `complaint` unless it is so */
export function must(isSo: boolean, complaint: string): asserts isSo {
  if (!isSo) throw new Error(complaint);
}

/** @throws {Error} naming both when they differ as JSON, whatever the order of their keys */
export function mustEqual(got: unknown, wanted: unknown, what: string): void {
  const [left, right] = [canonical(got), canonical(wanted)];
  must(left === right, `${what}: expected ${right}, got ${left}`);
}

const canonical = (value: unknown): string =>
  JSON.stringify(value, (_, part: unknown) =>
    part !== null && typeof part === "object" && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  ) ?? "undefined";
