// One of two processes over one ledger: makes a call under a key, or recovers, says how it ended, and may be killed on the way.
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { createKrea2, isUnikreaError } from "@unikrea/core";
import { fileLedger } from "@unikrea/ledger/file";
import { sqliteLedger } from "@unikrea/ledger/sqlite";
import { hastyClock } from "./hasty-clock.ts";
import { mortalStore } from "./mortal-store.ts";
import { providerOf } from "./provider.ts";

const [kind, place = "", baseUrl = "", beganAt, speed, verb, moment = ""] = process.argv.slice(2);
const clock = hastyClock(Number(beganAt), Number(speed));
const store =
  kind === "file"
    ? fileLedger({ directory: place, clock })
    : sqliteLedger(new DatabaseSync(join(place, "ledger.db")), { clock });
const k2 = createKrea2({
  providers: [providerOf("runware", baseUrl)],
  ledger: mortalStore(store, moment),
  clock,
});

async function end() {
  if (verb === "recover") {
    const recovered = await k2.recover({ minAgeMs: 0 });
    return recovered.map(({ result, error }) => ({
      images: result?.images.length ?? 0,
      billed: error?.billed,
    }));
  }
  try {
    const { images } = await k2.generate({ prompt: "a lighthouse in fog" }, { idempotencyKey: "order-1" });
    return [{ images: images.length, url: images[0]?.url }];
  } catch (error) {
    if (!isUnikreaError(error)) throw error;
    return [{ images: 0, code: error.code, billed: error.billed }];
  }
}

console.log(JSON.stringify(await end()));
process.exit();
