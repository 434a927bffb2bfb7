import { readdir, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { ledgerConformance, sampleRecord } from "@unikrea/ledger/conformance";
import { fileLedger } from "@unikrea/ledger/file";
import { fakeClock } from "@unikrea/testkit";
import { describe, expect, it } from "vitest";
import { nameOf } from "../src/name.ts";
import { temporaryDirectory } from "./temporary.ts";

/** Writes over what a record holds now. */
async function corrupt(directory: string, id: string): Promise<void> {
  const folder = join(directory, "records", nameOf(id));
  const versions = (await readdir(folder)).map((name) => Number.parseInt(name, 10));
  await writeFile(join(folder, `${Math.max(...versions)}.json`), '{"v":1,"id":"');
}

describe("conformance", () => {
  const checks = ledgerConformance(async () => {
    const directory = await temporaryDirectory();
    const clock = fakeClock();
    const peer = () => fileLedger({ directory, clock });
    return { store: peer(), peer, elapse: clock.advance, corrupt: (id) => corrupt(directory, id) };
  });
  it.each(checks)("$name", ({ run }) => run());
});

describe("what lies on the disk", () => {
  it.skipIf(process.platform === "win32")("is for its owner only", async () => {
    const directory = join(await temporaryDirectory(), "state", "unikrea");
    const store = fileLedger({ directory });
    await store.create(sampleRecord("a"));
    await store.update(sampleRecord("a", { version: 2 }));
    await store.spend([{ counter: "total", deltaMicroUsd: 1 }]);
    const modes = await Promise.all(
      ["", ...(await readdir(directory, { recursive: true }))].map(async (name) => {
        const info = await stat(join(directory, name));
        return `${info.isDirectory() ? "directory" : "file"} ${(info.mode & 0o777).toString(8)}`;
      }),
    );
    expect([...new Set(modes)].sort()).toStrictEqual(["directory 700", "file 600"]);
  });

  it("holds a version in full only while it is the last", async () => {
    const directory = await temporaryDirectory();
    const store = fileLedger({ directory });
    await store.create(sampleRecord("a"));
    for (const version of [2, 3]) await store.update(sampleRecord("a", { version }));
    const folder = join(directory, "records", "a");
    const sizes = await Promise.all(["1", "2", "3"].map((name) => stat(join(folder, `${name}.json`))));
    expect(sizes.map(({ size }) => size > 0)).toStrictEqual([false, false, true]);
    expect(await readdir(join(directory, "temporary"))).toStrictEqual([]);
  });

  it("is swept of what crashes left an hour ago, and of nothing younger", async () => {
    const directory = await temporaryDirectory();
    await fileLedger({ directory }).create(sampleRecord("a"));
    await writeFile(join(directory, "temporary", "left"), "half a rec");
    const later = (minutes: number) => ({ wallTime: () => Date.now() + minutes * 60_000 });
    await fileLedger({ directory, clock: later(50) }).get("a");
    expect(await readdir(join(directory, "temporary"))).toStrictEqual(["left"]);
    await fileLedger({ directory, clock: later(70) }).get("a");
    expect(await readdir(join(directory, "temporary"))).toStrictEqual([]);
  });
});

it.each([
  ["empty", ""],
  ["longer than a file's name can be", "x".repeat(201)],
  ["half a character", "\ud83d"],
])("refuses an id that is %s", async (_, id) => {
  const store = fileLedger({ directory: await temporaryDirectory() });
  await expect(store.create(sampleRecord(id))).rejects.toMatchObject({ code: "ledger_error" });
  await expect(store.get(id)).rejects.toMatchObject({ code: "ledger_error" });
});

it("throws for a record whose first version is missing, as it is not absent", async () => {
  const directory = await temporaryDirectory();
  const store = fileLedger({ directory });
  await store.create(sampleRecord("a"));
  await store.update(sampleRecord("a", { version: 2 }));
  const { rm } = await import("node:fs/promises");
  await rm(join(directory, "records", "a", "1.json"));
  await expect(store.get("a")).rejects.toMatchObject({ code: "ledger_error" });
});

it("says which directory it cannot write to", async () => {
  const directory = await temporaryDirectory();
  await writeFile(join(directory, "file"), "");
  const store = fileLedger({ directory: join(directory, "file") });
  await expect(store.create(sampleRecord("a"))).rejects.toMatchObject({
    code: "ledger_error",
    message: expect.stringContaining(join(directory, "file")),
  });
});
