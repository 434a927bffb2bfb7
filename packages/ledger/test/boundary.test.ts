import type { LedgerStore } from "@unikrea/core/ledger";
import { sampleRecord } from "@unikrea/ledger/conformance";
import { fakeClock } from "@unikrea/testkit";
import { describe, expect, it } from "vitest";
import { FULL_BYTES, replay } from "../src/file/journal.ts";
import { fileLedgerOn } from "../src/file/ledger.ts";
import { type Life, mortal } from "./mortal-fs.ts";
import { powerCutFs } from "./power-cut-fs.ts";

const HOME = "/home/me/ledger";
const JOURNAL = `${HOME}/journal`;

/** Nearly fills a journal, so that the next change closes it. */
const FILLING = [{ counter: "x".repeat(FULL_BYTES - 400), deltaMicroUsd: 1 }];

type Machine = Awaited<ReturnType<typeof machineFor>>;

interface Deed {
  readonly name: string;
  before(store: LedgerStore): Promise<unknown>;
  act(store: LedgerStore): Promise<unknown>;
  /** What one sees of it, before or after. It must not write: a look that syncs would hide that nothing else did. */
  look(machine: Machine): Promise<unknown>;
  /** Shows that the store still works. */
  goOn(store: LedgerStore, isDone: boolean): Promise<unknown>;
}

const versionOfA = async ({ open }: Machine) => (await open().get("a"))?.version;

/** The counter as the newest journal has it. */
async function total({ fs }: Machine): Promise<number> {
  const names = await fs.readdir(JOURNAL);
  const newest = Math.max(...names.map((name) => Number.parseInt(name, 10)));
  if (names.length === 0) return 0;
  const { state } = replay(await fs.readFile(`${JOURNAL}/${newest}.log`, "utf8"));
  return state.counters.get("total") ?? 0;
}
const spend = (store: LedgerStore) => store.spend([{ counter: "total", deltaMicroUsd: 7 }]);

const DEEDS: Deed[] = [
  {
    name: "create",
    before: async () => undefined,
    act: (store) => store.create(sampleRecord("a")),
    look: versionOfA,
    goOn: async (store, isDone) => {
      expect(await store.create(sampleRecord("a"))).toBe(!isDone);
      expect(await store.update(sampleRecord("a", { version: 2 }))).toBe(true);
    },
  },
  {
    name: "update",
    before: (store) => store.create(sampleRecord("a")),
    act: (store) => store.update(sampleRecord("a", { version: 2 })),
    look: versionOfA,
    goOn: async (store, isDone) => {
      expect(await store.update(sampleRecord("a", { version: 2 }))).toBe(!isDone);
      expect(await store.update(sampleRecord("a", { version: 3 }))).toBe(true);
    },
  },
  {
    name: "remove",
    before: (store) => store.create(sampleRecord("a")),
    act: (store) => store.remove("a"),
    look: versionOfA,
    goOn: async (store, isDone) => expect(await store.create(sampleRecord("a"))).toBe(isDone),
  },
  {
    name: "the first spend",
    before: (store) => store.get("a"),
    act: spend,
    look: total,
    goOn: async (store) => expect(await spend(store)).toBe(true),
  },
  {
    name: "a spend that closes the journal",
    before: async (store) => {
      await spend(store);
      await store.spend(FILLING);
    },
    act: spend,
    look: total,
    goOn: async (store) => {
      for (let round = 0; round < 3; round += 1) expect(await spend(store)).toBe(true);
    },
  },
];

/** A new machine on which the deed can be done. */
async function machineFor(deed: Deed) {
  const { fs, cut } = powerCutFs();
  const open = (life?: Life) => fileLedgerOn(life ? mortal(fs, life) : fs, HOME, fakeClock());
  await fs.mkdir("/home", { mode: 0 });
  cut(() => false);
  await deed.before(open());
  return { fs, open, cut };
}

/** The machine on which the deed was done, by a process that dies at a chosen call. */
async function stage(deed: Deed, endsAt: number) {
  const machine = await machineFor(deed);
  const life: Life = { calls: 0, endsAt };
  const isTold = await deed.act(machine.open(life)).then(
    () => true,
    () => false,
  );
  return { ...machine, isTold, isOver: life.calls <= endsAt };
}

const EVENTS = {
  "kill -9": undefined,
  "a power cut that takes all that was not synced": () => true,
  "a power cut that takes names that were not synced": (path: string) => !/\.(json|log)$/.test(path),
  "a power cut that takes content that was not synced": (path: string) => /\.(json|log)$/.test(path),
};

describe.each(DEEDS)("$name", (deed) => {
  it.each(Object.entries(EVENTS))("is done or not done after %s at any call", async (_, isLost) => {
    const was = await deed.look(await machineFor(deed));
    const done = await deed.look(await stage(deed, Number.POSITIVE_INFINITY));
    let calls = 0;
    for (; ; calls += 1) {
      const machine = await stage(deed, calls);
      // A kill takes nothing, and syncs nothing either.
      if (isLost) machine.cut(isLost);
      const sight = await deed.look(machine);
      expect([was, done]).toContainEqual(sight);
      if (machine.isTold) expect(sight).toStrictEqual(done);
      await deed.goOn(machine.open(), sight === done);
      const told = await deed.look(machine);
      machine.cut(() => true);
      expect(await deed.look(machine), "what the next process was told, after a power cut").toBe(told);
      if (machine.isOver) break;
    }
    expect(calls).toBeGreaterThan(4);
  });
});

it("closes the journal where it says so", async () => {
  const deed = DEEDS.find(({ name }) => name === "a spend that closes the journal");
  if (!deed) throw new Error("no such deed");
  const [before, after] = [await machineFor(deed), await stage(deed, Number.POSITIVE_INFINITY)];
  expect([await before.fs.readdir(JOURNAL), await after.fs.readdir(JOURNAL)]).toStrictEqual([
    ["1.log"],
    ["1.log", "2.log"],
  ]);
});
