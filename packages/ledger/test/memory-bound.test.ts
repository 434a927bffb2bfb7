import type { JobRef } from "@unikrea/core";
import { type LedgerRecord, type LedgerState, memoryLedger } from "@unikrea/core/ledger";
import { describe, expect, it } from "vitest";
import { sampleRecord } from "../src/conformance/sample.ts";

type Outcome = NonNullable<JobRef["parts"][number]["outcome"]>;

const image = { url: "https://images.example.net/1.png" };

/** A record whose only part has ended like this. */
function recordOf(id: string, state: LedgerState, outcome?: Partial<Outcome>): LedgerRecord {
  const { job, ...record } = sampleRecord(id, { state });
  const settled = outcome && ({ status: "settled", images: [], failures: [], ...outcome } as const);
  return { ...record, job: { ...job, parts: job.parts.map((part) => ({ ...part, outcome: settled })) } };
}
const delivered = (id: string) => recordOf(id, "delivered", { images: [image] });
const unread = (id: string) => recordOf(id, "settled", { images: [image] });
const failuresOf = (billed: "no" | "maybe") => [{ code: "job_failed", message: "no", billed, n: 1 }] as const;
const failed = (id: string, billed: "no" | "maybe") =>
  recordOf(id, "settled", { failures: failuresOf(billed) });

function mayHaveRunTwice(id: string): LedgerRecord {
  const { job, ...record } = delivered(id);
  return { ...record, job: { ...job, parts: job.parts.map((part) => ({ ...part, mayRunTwice: true })) } };
}

async function idsAfter(
  records: readonly LedgerRecord[],
  options: { maxRecords?: number; maxBytes?: number },
) {
  const ledger = memoryLedger(undefined, options);
  for (const record of records) expect(await ledger.create(record)).toBe(true);
  return (await ledger.list({ limit: 100_000 })).map(({ id }) => id);
}

describe("the ledger in memory", () => {
  it("forgets the oldest that were delivered first, when there are too many", async () => {
    const records = [unread("a"), delivered("b"), failed("c", "no"), delivered("d"), delivered("e")];
    expect(await idsAfter(records, { maxRecords: 3 })).toStrictEqual(["a", "c", "e"]);
  });

  it("then the oldest of which nothing more is to come", async () => {
    const records = [unread("a"), failed("b", "no"), unread("c"), unread("d")];
    expect(await idsAfter(records, { maxRecords: 2 })).toStrictEqual(["c", "d"]);
  });

  it("never forgets what may still be billed, however much it is", async () => {
    const records = [
      recordOf("a", "submitting"),
      recordOf("b", "accepted"),
      recordOf("c", "unknown"),
      failed("d", "maybe"),
      recordOf("e", "delivered", {
        images: [image],
        failures: failuresOf("maybe"),
      }),
      mayHaveRunTwice("f"),
    ];
    expect(await idsAfter(records, { maxRecords: 1 })).toStrictEqual(["a", "b", "c", "d", "e", "f"]);
    expect(await idsAfter([...records, delivered("g")], { maxRecords: 1 })).toHaveLength(6);
  });

  it("forgets by the room that images take, too", async () => {
    const large = (id: string) => recordOf(id, "delivered", { images: [{ base64: "A".repeat(60_000) }] });
    expect(await idsAfter([large("a"), large("b"), large("c")], { maxBytes: 150_000 })).toStrictEqual([
      "b",
      "c",
    ]);
  });

  it("counts the room anew when a record becomes smaller, or is removed", async () => {
    const ledger = memoryLedger(undefined, { maxBytes: 150_000 });
    const large = (id: string) => recordOf(id, "settled", { images: [{ base64: "A".repeat(100_000) }] });
    await ledger.create(large("a"));
    await ledger.update({ ...delivered("a"), version: 2 });
    await ledger.create(large("b"));
    await ledger.remove("b");
    await ledger.create(large("c"));
    expect((await ledger.list({ limit: 10 })).map(({ id }) => id)).toStrictEqual(["a", "c"]);
  });

  it("does not forget one that is under way again", async () => {
    const ledger = memoryLedger(undefined, { maxRecords: 2 });
    await ledger.create(failed("a", "no"));
    await ledger.update({ ...recordOf("a", "submitting"), version: 2 });
    for (const id of ["b", "c", "d"]) await ledger.create(delivered(id));
    expect((await ledger.list({ limit: 10 })).map(({ id }) => id)).toStrictEqual(["a", "d"]);
  });

  it("keeps 10,000 when nothing else is said", async () => {
    const ids = await idsAfter(
      Array.from({ length: 10_002 }, (_, index) => delivered(String(index).padStart(5, "0"))),
      {},
    );
    expect([ids.length, ids[0]]).toStrictEqual([10_000, "00002"]);
  });
});
