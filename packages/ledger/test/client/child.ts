// A process that makes one image and is killed at one moment of its ledger, or in between.
import { createKrea2 } from "@unikrea/core";
import { openStore } from "../crash/store.ts";
import { mortalStore } from "./mortal-store.ts";
import { providerOf } from "./provider.ts";

const [kind = "", place = "", mode = "", baseUrl = "", moment = ""] = process.argv.slice(2);
const { store } = await openStore(kind, place);

const k2 = createKrea2({
  providers: [providerOf(mode, baseUrl)],
  ledger: mortalStore(store, moment),
});
const { images } = await k2.generate({ prompt: "a lighthouse in fog" });
for (const image of images) await image.bytes();
// The last write, that it was delivered, goes on behind the caller's back.
setInterval(() => {}, 1000);
