// You will see: one image, its size, what it cost, and where its bytes went.
import { writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { standIn } from "./stand-in.ts";

const { k2, close } = await standIn();

const { images, provider, cost } = await k2.generate({ prompt: "a lighthouse in fog", aspectRatio: "16:9" });

for (const image of images) {
  const file = join(tmpdir(), "unikrea-lighthouse.png");
  await writeFile(file, await image.bytes());
  console.log(`${provider}: ${image.width}×${image.height} ${image.mediaType}, $${cost.usd} (${cost.basis})`);
}
await close();
