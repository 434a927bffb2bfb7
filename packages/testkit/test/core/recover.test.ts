import { createKrea2, type JobRef, type LedgerRecord } from "@unikrea/core";
import { memoryLedger } from "@unikrea/core/ledger";
import { describe, expect, it } from "vitest";
import { countedIds, fakeClock, fakeProvider } from "../../src/index.ts";
import { REQUEST } from "./stage.ts";

/** Clients of one account that share a ledger, as processes would. */
function processes() {
  const clock = fakeClock();
  const provider = fakeProvider({ id: "a", latencyMs: 20_000 });
  const written: LedgerRecord[] = [];
  const store = memoryLedger(clock);
  const create = (record: LedgerRecord) => {
    written.push(record);
    return store.create(record);
  };
  const ledger = { ...store, create, promises: { shared: true, durability: "machine" } as const };
  const newId = countedIds();
  const client = () => createKrea2({ providers: [provider], clock, ledger, newId });
  const billed = () => provider.service.billedImages(Number.POSITIVE_INFINITY);
  return { clock, client, written, billed, service: provider.service };
}

describe("recover", () => {
  it("on two machines at once collects a job on one of them, for one bill", async () => {
    const { clock, client, billed } = processes();
    await clock.settle(client().submit(REQUEST));
    const both = await clock.settle(
      Promise.all([client().recover({ minAgeMs: 0 }), client().recover({ minAgeMs: 0 })]),
    );
    expect(both.flat()).toMatchObject([{ state: "settled" }]);
    expect(billed()).toBe(1);
  });

  it.each([
    ["with a key", { idempotencyKey: "order-1" }],
    ["without one", {}],
  ])("leaves alone a call %s that is under way in this very process", async (_, options) => {
    const { clock, client, billed } = processes();
    const k2 = client();
    const call = k2.generate(REQUEST, options);
    await clock.advance(3000);
    expect(await clock.settle(k2.recover({ minAgeMs: 0 }))).toStrictEqual([]);
    expect((await clock.settle(call)).images).toHaveLength(1);
    expect(billed()).toBe(1);
  });
});

describe("an old copy of a job", () => {
  it("from before it was answered brings the image all the same: the ledger knows more", async () => {
    const { clock, client, written, billed } = processes();
    await clock.settle(client().generate(REQUEST));
    const old: JobRef | undefined = written[0]?.job;
    expect(old?.parts).toMatchObject([{ provider: "a" }]);
    expect(old?.parts[0]).not.toHaveProperty("token");
    const { images, spend } = await clock.settle(client().resume(JSON.parse(JSON.stringify(old))));
    expect(images).toHaveLength(1);
    expect(spend).toMatchObject({ atRiskUsd: 0 });
    expect(billed()).toBe(1);
  });
});
