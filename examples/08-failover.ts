// You will see: the first provider failing in two ways, and who makes the image. Where its answer is lost after the work,
// the image is paid for: it is looked for and found, not bought again. Where it refuses, the next one is asked.
import { standIn } from "./stand-in.ts";

const { k2, server, close } = await standIn();

const faults = [
  { kind: "drop", afterWork: true },
  { kind: "status", status: 429 },
] as const;

for (const fault of faults) {
  server.inject({ service: "krea", operation: "submit", ...fault });
  const { images, provider, attempts } = await k2.generate({ prompt: "a lighthouse in fog", seed: 7 });
  console.log(`${fault.kind}: ${images.length} image from ${provider}`);
  for (const { provider: asked, outcome, billed, code } of attempts)
    console.log(`  ${asked}: ${code ?? "made it"}, ${outcome}, billed ${billed}`);
}

const { entries, totalUsd } = server.bill();
const services = entries.map(({ service }) => service).join(" and ");
console.log(`the emulator's bill for 2 images: ${entries.length} charges, $${totalUsd}, by ${services}`);
await close();
