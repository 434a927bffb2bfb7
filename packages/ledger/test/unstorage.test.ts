import { ledgerConformance, sampleRecord } from "@unikrea/ledger/conformance";
import { unstorageLedger } from "@unikrea/ledger/unstorage";
import { fakeClock } from "@unikrea/testkit";
import { createStorage } from "unstorage";
import fsDriver from "unstorage/drivers/fs";
import { describe, expect, it } from "vitest";
import { temporaryDirectory } from "./temporary.ts";

const DRIVERS = {
  memory: async () => createStorage(),
  fs: async () => createStorage({ driver: fsDriver({ base: await temporaryDirectory() }) }),
};

describe.each(Object.entries(DRIVERS))("conformance over %s", (_, open) => {
  const checks = ledgerConformance(async () => {
    const storage = await open();
    const clock = fakeClock();
    const peer = () => unstorageLedger(storage, { clock });
    return {
      store: peer(),
      peer,
      elapse: clock.advance,
      corrupt: async (id) => {
        const keys = await storage.getKeys("unikrea-ledger:record");
        await storage.setItem(keys.find((key) => key.endsWith(`:${id}`)) ?? "", '{"v":1,');
      },
    };
  });
  it.each(checks)("$name", ({ run }) => run());
});

it.each(["null", "", "undefined", "0"])(
  "throws for a record that has become %j, as it is not absent",
  async (text) => {
    const storage = createStorage();
    const store = unstorageLedger(storage);
    await store.create(sampleRecord("a"));
    await storage.setItem("unikrea-ledger:record:a", text);
    await expect(store.get("a")).rejects.toMatchObject({ code: "ledger_error" });
    expect(await store.create(sampleRecord("a"))).toBe(false);
  },
);

it("throws for counters that cannot be read instead of starting from 0", async () => {
  const storage = createStorage();
  const store = unstorageLedger(storage);
  await store.spend([{ counter: "total", deltaMicroUsd: 1 }]);
  await storage.setItem("unikrea-ledger:state", '{"do":');
  await expect(store.spent(["total"])).rejects.toMatchObject({ code: "ledger_error" });
  await expect(store.spend([{ counter: "total", deltaMicroUsd: 1 }])).rejects.toMatchObject({
    code: "ledger_error",
  });
});

it("goes on after a write that failed", async () => {
  const storage = createStorage();
  const store = unstorageLedger({
    ...storage,
    setItem: (key, value) =>
      key.endsWith("bad") ? Promise.reject(new Error("full")) : storage.setItem(key, value),
  });
  await expect(store.create(sampleRecord("bad"))).rejects.toMatchObject({ code: "ledger_error" });
  expect(await store.create(sampleRecord("good"))).toBe(true);
});

it("claims no more than one process", () => {
  expect(unstorageLedger(createStorage()).promises).toStrictEqual({ shared: false, durability: "process" });
});
