// Writes to a ledger for as long as it lives, and says what was acknowledged. It is killed from outside.
import { writeSync } from "node:fs";
import { sampleRecord } from "../../src/conformance/sample.ts";
import { openStore } from "./store.ts";

const [kind = "", place = "", name = ""] = process.argv.slice(2);
const { store } = await openStore(kind, place);

/** Straight into the pipe: what is said has been done, and nothing that was done waits in a buffer. */
const say = (line: string) => writeSync(1, `${line}\n`);

for (let count = 0; ; count += 1) {
  const id = `${name}-${count}`;
  await store.create(sampleRecord(id));
  say(`record ${id} 1`);
  await store.spend([
    { counter: "total", deltaMicroUsd: 1, limitMicroUsd: 1_000_000 },
    { counter: name, deltaMicroUsd: 1 },
  ]);
  say(`spent ${name} ${count + 1}`);
  for (const version of [2, 3]) {
    await store.update(sampleRecord(id, { version, state: "accepted" }));
    say(`record ${id} ${version}`);
  }
}
