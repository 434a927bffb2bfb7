import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { LedgerQuery, LedgerStore } from "@unikrea/core/ledger";
import { eachRecord, readSpend, summarizeSpend } from "@unikrea/ledger/costs";
import { fileLedger } from "@unikrea/ledger/file";
import { unstorageLedger } from "@unikrea/ledger/unstorage";
import { createStorage } from "unstorage";
import { describe, expect, it } from "vitest";
import { temporaryDirectory } from "../temporary.ts";
import { image, part, record } from "./record.ts";

const ids = (count: number) => Array.from({ length: count }, (_, at) => `id-${String(at).padStart(6, "0")}`);
const bought = (id: string, at = 0) =>
  record(id, [part(at % 2 ? "2026-11-01" : "2026-11-02", { images: [image()] })]);

/** A store of so many records that are made when they are asked for, and what it was asked. */
function endless(count: number) {
  const asked: LedgerQuery[] = [];
  const all = ids(count);
  const list: LedgerStore["list"] = async (query) => {
    asked.push(query);
    const from = query.after === undefined ? 0 : all.indexOf(query.after) + 1;
    return all.slice(from, from + query.limit).map(bought);
  };
  return { list, asked };
}

describe("reading a store", () => {
  it.each([0, 1, 1999, 2000, 2001, 4000])("of %i records gives each once, in order", async (count) => {
    const seen: string[] = [];
    for await (const { id } of eachRecord(endless(count))) seen.push(id);
    expect(seen).toStrictEqual(ids(count));
  });

  it("asks for the next page only when the one before is used up", async () => {
    const store = endless(5000);
    for await (const { id } of eachRecord(store, { states: ["settled"] })) if (id === "id-002000") break;
    expect(store.asked).toStrictEqual([
      { states: ["settled"], after: undefined, limit: 2000 },
      { states: ["settled"], after: "id-001999", limit: 2000 },
    ]);
  });

  it("sums up as if all records were there at once", async () => {
    const query = { by: ["day"], since: "2026-11-02" } as const;
    const report = await readSpend(eachRecord(endless(2500)), query);
    expect(report).toStrictEqual(summarizeSpend(ids(2500).map(bought), query));
    expect(report.real.total).toMatchObject({ images: 1250, spentUsd: 37.5 });
  });

  it("throws for a record that cannot be read, and gives no sum without it", async () => {
    const storage = createStorage();
    const store = unstorageLedger(storage);
    for (const id of ["a", "b", "c"]) await store.create(bought(id));
    await storage.setItem("unikrea-ledger:record:b", '{"v":1,');
    await expect(readSpend(eachRecord(store))).rejects.toMatchObject({ code: "ledger_error" });
  });

  it("refuses a wrong query before it reads anything", async () => {
    const store = endless(1);
    await expect(readSpend(eachRecord(store), { until: "soon" })).rejects.toMatchObject({
      code: "invalid_input",
    });
    expect(store.asked).toStrictEqual([]);
  });

  it("reads what a file ledger holds", async () => {
    const directory = await temporaryDirectory();
    const all = ids(50).map(bought);
    // Written by hand: fifty syncs to the disk would be no part of this.
    for (const one of all) {
      await mkdir(join(directory, "records", one.id), { recursive: true });
      await writeFile(join(directory, "records", one.id, "1.json"), JSON.stringify(one));
    }
    const report = await readSpend(eachRecord(fileLedger({ directory })), { by: ["day"] });
    expect(report).toStrictEqual(summarizeSpend(all, { by: ["day"] }));
  });
});
