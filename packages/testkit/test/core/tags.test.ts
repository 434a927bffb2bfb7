import { createKrea2, type LedgerRecord } from "@unikrea/core";
import { memoryLedger, parseRecord } from "@unikrea/core/ledger";
import { describe, expect, it } from "vitest";
import { losingAnswer } from "../../src/index.ts";
import { REQUEST } from "./stage.ts";
import { team } from "./team.ts";

/** The tags of all records, and how often the only one was written. */
async function kept(ledger: ReturnType<typeof memoryLedger>) {
  return (await ledger.list({ limit: 10 })).map(({ tags, version }) => ({ tags, version }));
}

describe("tags", () => {
  it.each(["generate", "submit"] as const)(
    "of %s are in the ledger, each once, and go nowhere else",
    async (verb) => {
      const ledger = memoryLedger();
      const { k2, ends, providers } = team([{}], { ledger });
      await ends<unknown>(k2[verb](REQUEST, { tags: ["zebra-7", "灯塔 🗼", "zebra-7"] }));
      expect((await kept(ledger)).map(({ tags }) => tags)).toStrictEqual([["zebra-7", "灯塔 🗼"]]);
      expect(JSON.stringify(providers[0]?.service.calls)).not.toMatch(/zebra|灯塔/);
    },
  );

  it.each([undefined, []])("that are %j leave no trace", async (tags) => {
    const ledger = memoryLedger();
    const { k2, ends } = team([{}], { ledger });
    await ends(k2.generate(REQUEST, { tags }));
    const [record] = await ledger.list({ limit: 1 });
    expect(JSON.parse(JSON.stringify(record))).not.toHaveProperty("tags");
  });

  it("stay on the record when another process resumes or recovers the job", async () => {
    const ledger = memoryLedger();
    const { k2, ends, providers, clock } = team([{}], { ledger });
    const job = await ends(k2.submit(REQUEST, { tags: ["spring"] }));
    await ends(createKrea2({ providers, clock, ledger }).resume(JSON.parse(JSON.stringify(job))));
    const resumed = await kept(ledger);
    await ends(createKrea2({ providers, clock, ledger }).recover({ minAgeMs: 0 }));
    for (const [record] of [resumed, await kept(ledger)]) expect(record?.tags).toStrictEqual(["spring"]);
    expect(resumed[0]?.version).toBeGreaterThan(2);
  });

  it("stay on the record of a call that is still lost", async () => {
    const ledger = memoryLedger();
    const { k2, fails } = team([{ twists: { submit: [losingAnswer] } }], { ledger });
    await fails(k2.generate(REQUEST, { tags: ["spring"] }));
    expect(await ledger.list({ limit: 1 })).toMatchObject([{ state: "unknown", tags: ["spring"] }]);
  });

  it("are no part of what an idempotency key stands for: those of the first call stay", async () => {
    const ledger = memoryLedger();
    const { k2, ends, sent } = team([{}], { ledger });
    await ends(k2.generate(REQUEST, { idempotencyKey: "order-1", tags: ["first"] }));
    await ends(k2.generate(REQUEST, { idempotencyKey: "order-1", tags: ["second"] }));
    await ends(k2.generate(REQUEST, { idempotencyKey: "order-1" }));
    expect(sent()).toStrictEqual([1]);
    expect((await kept(ledger)).map(({ tags }) => tags)).toStrictEqual([["first"]]);
  });

  it("are checked with everything else, in one error", async () => {
    const { k2, fails, sent } = team([{}]);
    const tags = ["fine", "", "a".repeat(51), "a\nb", " a", "b "];
    const error = await fails(k2.generate(REQUEST, { tags, timeoutMs: 0 }));
    expect(error).toMatchObject({ code: "invalid_input", billed: "no" });
    expect(error.issues.map(({ path }) => path).sort()).toStrictEqual([
      "tags[1]",
      "tags[2]",
      "tags[3]",
      "tags[4]",
      "tags[5]",
      "timeoutMs",
    ]);
    expect(sent()).toStrictEqual([0]);
  });
});

it("a record from before there were tags can be read, and one whose tags are no list of texts cannot", async () => {
  const ledger = memoryLedger();
  const { k2, ends } = team([{}], { ledger });
  await ends(k2.generate(REQUEST, { tags: ["spring"] }));
  const [record] = await ledger.list({ limit: 1 });
  if (!record) expect.fail("there is no record");
  const { tags, ...before }: LedgerRecord = JSON.parse(JSON.stringify(record));
  expect(parseRecord({ ...before, tags }, record.id).tags).toStrictEqual(["spring"]);
  expect(parseRecord(before, record.id)).toStrictEqual(before);
  for (const bad of ["spring", [7], { 0: "spring" }])
    expect(() => parseRecord({ ...before, tags: bad }, record.id)).toThrow(
      expect.objectContaining({ code: "ledger_error" }),
    );
});
