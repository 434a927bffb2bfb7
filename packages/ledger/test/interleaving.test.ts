import { sampleRecord } from "@unikrea/ledger/conformance";
import { fakeClock } from "@unikrea/testkit";
import { expect, it } from "vitest";
import type { FileSystem } from "../src/file/disk.ts";
import { fileLedgerOn } from "../src/file/ledger.ts";
import { powerCutFs } from "./power-cut-fs.ts";

/** Two processes over one disk. The first stands still before one of its calls, while the second acts. */
function twoProcesses() {
  const { fs } = powerCutFs();
  const clock = fakeClock();
  const other = fileLedgerOn(fs, "/ledger", clock);
  let pending: { call: keyof FileSystem; path: RegExp; act: () => Promise<unknown> } | undefined;
  const meanwhile = async (call: keyof FileSystem, path: string) => {
    if (pending?.call !== call || !pending.path.test(path)) return;
    const { act } = pending;
    pending = undefined;
    await act();
  };
  const slow: FileSystem = {
    ...fs,
    readFile: async (path, encoding) => meanwhile("readFile", path).then(() => fs.readFile(path, encoding)),
    link: async (from, path) => meanwhile("link", path).then(() => fs.link(from, path)),
    open: async (path, flags, mode) => meanwhile("open", path).then(() => fs.open(path, flags, mode)),
    access: async (path) => meanwhile("access", path).then(() => fs.access(path)),
  };
  const before = (call: keyof FileSystem, path: RegExp, act: () => Promise<unknown>) => {
    pending = { call, path, act };
  };
  return {
    fs,
    slow: fileLedgerOn(slow, "/ledger", clock),
    other,
    before,
    isOver: () => pending === undefined,
  };
}

const second = sampleRecord("a", { version: 2, heldMicroUsd: 2 });
const third = sampleRecord("a", { version: 3, heldMicroUsd: 3 });

it("reads the version that came while it was about to read the one before", async () => {
  const { slow, other, before, isOver } = twoProcesses();
  await other.create(sampleRecord("a"));
  before("readFile", /1\.json$/, () => other.update(second));
  expect(await slow.get("a")).toStrictEqual(second);
  expect(isOver()).toBe(true);
});

it.each([
  ["is about to read it", "readFile", /1\.json$/],
  ["looks for its next version", "access", /2\.json$/],
] as const)("finds nothing when the record is removed while it %s", async (_, call, path) => {
  const { slow, other, before, isOver } = twoProcesses();
  await other.create(sampleRecord("a"));
  before(call, path, () => other.remove("a"));
  expect(await slow.get("a")).toBeUndefined();
  expect(isOver()).toBe(true);
});

it("cannot write a version of the past, however long it has slept", async () => {
  const { slow, other, before, isOver } = twoProcesses();
  await other.create(sampleRecord("a"));
  before("link", /2\.json$/, async () => {
    await other.update(second);
    await other.update(third);
  });
  expect(await slow.update({ ...second, heldMicroUsd: 9 })).toBe(false);
  expect(await other.get("a")).toStrictEqual(third);
  expect(isOver()).toBe(true);
});

it("cannot bring a removed record back", async () => {
  const { slow, other, before, isOver } = twoProcesses();
  await other.create(sampleRecord("a"));
  before("link", /2\.json$/, () => other.remove("a"));
  expect(await slow.update(second)).toBe(false);
  expect(await other.get("a")).toBeUndefined();
  expect(isOver()).toBe(true);
});

it("spends once and within the limit when its journal is closed before its line is in", async () => {
  const { fs, slow, other, before, isOver } = twoProcesses();
  const spend = (store: typeof slow) =>
    store.spend([{ counter: "total", deltaMicroUsd: 30, limitMicroUsd: 100 }]);
  expect(await spend(other)).toBe(true);
  const filling = Array.from({ length: 800 }, (_, at) => ({
    counter: `${at}`.padEnd(60, "x"),
    deltaMicroUsd: 1,
  }));
  before("open", /1\.log$/, async () => {
    await other.spend(filling);
    expect(await spend(other)).toBe(true);
  });
  expect(await spend(slow)).toBe(true);
  expect(await spend(slow)).toBe(false);
  expect(await other.spent(["total"])).toStrictEqual([90]);
  expect((await fs.readdir("/ledger/journal")).sort()).toStrictEqual(["1.log", "2.log"]);
  expect(isOver()).toBe(true);
});
