// You will see: what a cancellation really saves. Krea stops and bills nothing; Runware has no way to stop, and says so.
import { standIn } from "./stand-in.ts";

const { k2, server, close } = await standIn();

for (const provider of ["krea", "runware"]) {
  const job = await k2.submit({ prompt: "a lighthouse in fog" }, { provider });
  const { billed, message } = await k2.cancel(job);
  console.log(`${provider}: billed ${billed}. ${message}`);
  if (billed === "maybe") console.log(`  collected after all: ${(await k2.wait(job)).images.length} image`);
}
console.log(`the emulator's bill: $${server.bill().totalUsd}`);
await close();
