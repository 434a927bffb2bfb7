import { UnikreaError } from "@unikrea/core/ledger";
import { sampleRecord } from "./sample.ts";
import { must, mustEqual, type Rule } from "./subject.ts";

/** How many race for one thing. */
const RACERS = 64;

/** Ids that file systems, SQL, Redis, JSON or objects take for something else. */
const ODD_IDS = [
  "__proto__",
  "constructor",
  "..",
  ".",
  "a/b",
  "a\\b",
  "a:b",
  "a%2Fb",
  "a b",
  "a.json",
  "a.1",
  "A",
  "a",
  "a_",
  "a_41",
  "ä",
  "a\u0308",
  "灯塔",
  "🗼",
  "'; DROP TABLE unikrea_ledger; --",
  '"$1"',
  "{a}*?[b]",
  "nul",
  "-",
  "(a",
  "+inf",
  "record",
  "state",
  "spent",
  "lease",
  "fence",
];

export const recordRules: Readonly<Record<string, Rule>> = {
  async "gives a record back as it was put in"({ store, peer }) {
    const record = sampleRecord("a", { idempotencyKey: "order-7", tags: ["b", "“a” 灯塔 🗼", "__proto__"] });
    must(await store.create(record), "create of a new id says false");
    mustEqual(await store.get("a"), record, "the record");
    mustEqual(await peer().get("a"), record, "the record as another store sees it");
  },

  async "knows nothing of an id that was never created"({ store }) {
    must((await store.get("a")) === undefined, "get of an unknown id is not undefined");
    must(!(await store.update(sampleRecord("a", { version: 2 }))), "update of an unknown id says true");
    must((await store.get("a")) === undefined, "update of an unknown id made it");
  },

  async "creates an id once, and leaves the first record"({ store, peer }) {
    const first = sampleRecord("a");
    must(await store.create(first), "the first create says false");
    must(!(await store.create(sampleRecord("a", { heldMicroUsd: 1 }))), "the second create says true");
    must(!(await peer().create(first)), "the same record again, from another store, says true");
    mustEqual(await store.get("a"), first, "the record");
  },

  async "updates only from the version before"({ store, peer }) {
    await store.create(sampleRecord("a"));
    const second = sampleRecord("a", { version: 2, state: "accepted" });
    const third = sampleRecord("a", { version: 3, state: "settled" });
    must(!(await store.update(third)), "an update that skips a version says true");
    must(!(await store.update(sampleRecord("a"))), "an update to the version that is there says true");
    must(await peer().update(second), "the update to version 2 says false");
    must(!(await store.update({ ...second, heldMicroUsd: 1 })), "a second update to version 2 says true");
    must(await store.update(third), "the update to version 3 says false");
    must(
      !(await peer().update({ ...second, heldMicroUsd: 2 })),
      "an update to a version of the past says true",
    );
    mustEqual(await peer().get("a"), third, "the record");
  },

  async "lets exactly one of 64 create an id"({ store, peer }) {
    const stores = [store, peer(), peer(), peer()];
    const won = await Promise.all(
      Array.from({ length: RACERS }, (_, racer) =>
        stores[racer % stores.length]?.create(sampleRecord("a", { heldMicroUsd: racer })),
      ),
    );
    const winners = won.flatMap((isWinner, racer) => (isWinner ? [racer] : []));
    must(winners.length === 1, `${winners.length} of ${RACERS} were told that they created it`);
    mustEqual((await store.get("a"))?.heldMicroUsd, winners[0], "the winner's record");
  },

  async "lets exactly one of 64 make each update"({ store, peer }) {
    const stores = [store, peer(), peer(), peer()];
    await store.create(sampleRecord("a"));
    for (const version of [2, 3, 4]) {
      const won = await Promise.all(
        Array.from({ length: RACERS }, (_, racer) =>
          stores[racer % stores.length]?.update(sampleRecord("a", { version, heldMicroUsd: racer })),
        ),
      );
      const winners = won.flatMap((isWinner, racer) => (isWinner ? [racer] : []));
      must(
        winners.length === 1,
        `${winners.length} of ${RACERS} were told that they made version ${version}`,
      );
      const found = await store.get("a");
      mustEqual([found?.version, found?.heldMicroUsd], [version, winners[0]], "the winner's record");
    }
  },

  async "shows readers nothing but whole records while they are written"({ store, peer }) {
    await store.create(sampleRecord("a"));
    const reader = peer();
    for (let version = 2; version <= 12; version += 1) {
      const update = store.update(sampleRecord("a", { version }));
      const reads = Array.from({ length: 6 }, () => reader.get("a"));
      for (const record of await Promise.all(reads)) {
        const isEither = record?.version === version - 1 || record?.version === version;
        must(isEither, `version ${record?.version} was read between ${version - 1} and ${version}`);
      }
      must(await update, `the update to version ${version} says false`);
      mustEqual((await reader.get("a"))?.version, version, "what is read once it was written");
    }
  },

  async "keeps ids with odd characters apart"({ store, peer }) {
    for (const [at, id] of ODD_IDS.entries()) {
      must((await store.get(id)) === undefined, `${JSON.stringify(id)} was there before it was created`);
      must(
        await store.create(sampleRecord(id, { heldMicroUsd: at })),
        `create of ${JSON.stringify(id)} says false`,
      );
    }
    for (const [at, id] of ODD_IDS.entries()) {
      mustEqual((await peer().get(id))?.heldMicroUsd, at, `the record of ${JSON.stringify(id)}`);
    }
    const listed = await store.list({ limit: ODD_IDS.length + 1 });
    mustEqual(listed.map(({ id }) => id).sort(), [...ODD_IDS].sort(), "the listed ids");
    await store.remove("a");
    mustEqual((await store.get("A"))?.id, "A", "what is left after its neighbour was removed");
  },

  async "forgets what is removed, and only that"({ store, peer }) {
    await store.create(sampleRecord("a"));
    await store.update(sampleRecord("a", { version: 2 }));
    await store.create(sampleRecord("b"));
    await peer().remove("a");
    await store.remove("never there");
    must((await store.get("a")) === undefined, "a removed record is still there");
    must(!(await store.update(sampleRecord("a", { version: 3 }))), "a removed record can be updated");
    mustEqual(
      (await store.list({ limit: 9 })).map(({ id }) => id),
      ["b"],
      "what is left",
    );
    must(await store.create(sampleRecord("a")), "a removed id cannot be created again");
    mustEqual((await store.get("a"))?.version, 1, "the version of the record that was created again");
  },

  async "throws ledger_error for a record that cannot be read"({ store, peer, corrupt }) {
    must(corrupt !== undefined, "the subject cannot corrupt a record");
    await store.create(sampleRecord("a"));
    await store.create(sampleRecord("b"));
    await store.update(sampleRecord("b", { version: 2 }));
    for (const id of ["a", "b"]) {
      await corrupt(id);
      for (const read of [() => store.get(id), () => peer().get(id), () => store.list({ limit: 9 })]) {
        const error = await read().then(
          () => undefined,
          (reason: unknown) => reason,
        );
        must(
          error instanceof UnikreaError && error.code === "ledger_error",
          `reading it gives ${String(error)}`,
        );
      }
      must(!(await store.create(sampleRecord(id))), "a record that cannot be read counts as absent");
    }
    await store.remove("a");
    must((await store.get("a")) === undefined, "a record that cannot be read cannot be removed");
  },
};
