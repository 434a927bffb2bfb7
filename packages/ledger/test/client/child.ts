// A process that makes one image and is killed at one moment of its ledger, or in between.
import { createKrea2, type LedgerRecord } from "@unikrea/core";
import { openStore } from "../crash/store.ts";
import { providerOf } from "./provider.ts";

const [kind = "", place = "", mode = "", baseUrl = "", moment = ""] = process.argv.slice(2);
const { store } = await openStore(kind, place);

/** Before or after the n-th write. */
const [when, count] = moment.split(" ");
let writes = 0;
const die = () => process.kill(process.pid, "SIGKILL");
const mortal = (verb: "create" | "update") => async (record: LedgerRecord) => {
  writes += 1;
  const isTheOne = writes === Number(count);
  if (isTheOne && when === "before") die();
  const written = await store[verb](record);
  if (isTheOne && when === "after") die();
  return written;
};

const k2 = createKrea2({
  providers: [providerOf(mode, baseUrl)],
  ledger: { ...store, create: mortal("create"), update: mortal("update") },
});
const { images } = await k2.generate({ prompt: "a lighthouse in fog" });
for (const image of images) await image.bytes();
// The last write, that it was delivered, goes on behind the caller's back.
setInterval(() => {}, 1000);
