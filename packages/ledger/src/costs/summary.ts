import type { LedgerRecord } from "@unikrea/core/ledger";
import { parseQuery, type SpendDimension, type SpendQuery } from "./query.ts";
import { type SpendRow, spendRows } from "./row.ts";
import { createTally, type SpendSum, type Tally } from "./sum.ts";

/** What one combination of the query's dimensions makes. Only those of the query are set. */
export interface SpendGroup extends SpendSum {
  /** A day of UTC: `2026-11-21`. */
  readonly day?: string;
  /** A month of UTC: `2026-11`. */
  readonly month?: string;
  readonly provider?: string;
  readonly model?: string;
  /** Missing in the group of what bears none. */
  readonly tag?: string;
}

export interface SpendSummary {
  /** In the order of their days, providers and so on; what bears no tag comes last. */
  readonly groups: readonly SpendGroup[];
  /** Everything once. */
  readonly total: SpendSum;
  /**
   * True when parts with several tags are among them: each stands in the group of each of its tags, so the groups make
   * more than the total.
   */
  readonly isOverlapping: boolean;
  /** The days of the first and the last part that was counted. Missing when there is none. */
  readonly firstDay: string | undefined;
  readonly lastDay: string | undefined;
}

/** Real money, and that of emulators, which is none. They are never summed up together. */
export interface SpendReport {
  readonly real: SpendSummary;
  readonly emulated: SpendSummary;
}

/**
 * Sums up records.
 *
 * @throws {UnikreaError} `invalid_input` for a query that is wrong, `ledger_error` for a record that cannot be summed up
 */
export function summarizeSpend(records: Iterable<LedgerRecord>, query: SpendQuery = {}): SpendReport {
  const { add, report } = createReport(query);
  for (const record of records) add(record);
  return report();
}

/** A report that grows with each record. */
export function createReport(query: SpendQuery) {
  const { by, since = "", until = "9999-12-31" } = parseQuery(query);
  const [real, emulated] = [createSummary(by), createSummary(by)];
  return {
    add(record: LedgerRecord) {
      for (const row of spendRows([record]))
        if (row.day >= since && row.day <= until) (row.emulated ? emulated : real).add(row);
    },
    report: (): SpendReport => ({ real: real.summary(), emulated: emulated.summary() }),
  };
}

type Name = Pick<SpendGroup, SpendDimension>;

function createSummary(by: readonly SpendDimension[]) {
  const groups = new Map<string, { readonly name: Name; readonly tally: Tally }>();
  const total = createTally();
  let isOverlapping = false;
  let firstDay: string | undefined;
  let lastDay: string | undefined;
  return {
    add(row: SpendRow) {
      const names = namesOf(row, by);
      for (const name of names) {
        const key = JSON.stringify(by.map((dimension) => name[dimension] ?? null));
        const group = groups.get(key) ?? { name, tally: createTally() };
        groups.set(key, group);
        group.tally.add(row);
      }
      total.add(row);
      isOverlapping ||= names.length > 1;
      if (firstDay === undefined || row.day < firstDay) firstDay = row.day;
      if (lastDay === undefined || row.day > lastDay) lastDay = row.day;
    },
    summary(): SpendSummary {
      const sorted = [...groups.values()].sort((a, b) => compare(a.name, b.name, by));
      return {
        groups: sorted.map(({ name, tally }) => ({ ...name, ...tally.sum() })),
        total: total.sum(),
        ...{ isOverlapping, firstDay, lastDay },
      };
    },
  };
}

/** The groups that a row belongs to: one, or one for each of its tags. */
function namesOf(row: SpendRow, by: readonly SpendDimension[]): Name[] {
  const { day, provider, model, tags } = row;
  const all = { day, month: day.slice(0, 7), provider, model };
  const name: Name = Object.fromEntries(
    by.flatMap((dimension) => (dimension === "tag" ? [] : [[dimension, all[dimension]]])),
  );
  if (!by.includes("tag") || tags.length === 0) return [name];
  return tags.map((tag) => ({ ...name, tag }));
}

/** By code units, so that the order is the same everywhere; what is missing comes last. */
function compare(a: Name, b: Name, by: readonly SpendDimension[]): number {
  for (const dimension of by) {
    const [one, other] = [a[dimension], b[dimension]];
    if (one === other) continue;
    if (one === undefined || other === undefined) return one === undefined ? 1 : -1;
    return one < other ? -1 : 1;
  }
  return 0;
}
