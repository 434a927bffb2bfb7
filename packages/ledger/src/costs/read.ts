import type { LedgerQuery, LedgerRecord, LedgerStore } from "@unikrea/core/ledger";
import type { SpendQuery } from "./query.ts";
import { createReport, type SpendReport } from "./summary.ts";

/** Stores that list a folder do so anew for each page, so pages are large; a record is a few KB. */
const PAGE = 2000;

/**
 * All records of a store in the order of their ids, a page at a time. What is created meanwhile may or may not be among
 * them.
 *
 * @throws {UnikreaError} `ledger_error` when one cannot be read: it is never skipped
 */
export async function* eachRecord(
  store: Pick<LedgerStore, "list">,
  { states }: Pick<LedgerQuery, "states"> = {},
): AsyncGenerator<LedgerRecord> {
  for (let after: string | undefined; ; ) {
    const page = await store.list({ states, after, limit: PAGE });
    yield* page;
    after = page.at(-1)?.id;
    if (page.length < PAGE) return;
  }
}

/**
 * The same as `summarizeSpend` while records are being read, such as with `eachRecord`, so that not all of them are in
 * memory at once.
 *
 * @throws {UnikreaError} as `summarizeSpend`, and whatever reading throws
 */
export async function readSpend(
  records: AsyncIterable<LedgerRecord>,
  query: SpendQuery = {},
): Promise<SpendReport> {
  const { add, report } = createReport(query);
  for await (const record of records) add(record);
  return report();
}
