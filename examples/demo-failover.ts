// Failover, as the README shows it: the first provider dies in the middle of a request, in three ways, and each time one
// image arrives and one is billed. No keys: an emulator on this machine stands in for the services and keeps their bill.
import { mkdir, writeFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { standIn } from "./stand-in.ts";

const OUT = join(import.meta.dirname, "..", "out");
const { k2, server, close } = await standIn();
console.log(
  "Three requests, and each time krea, the first of three providers, dies. Everything runs on an emulator on this machine;\nno real money is spent.",
);
await mkdir(OUT, { recursive: true });

const scenes = [
  {
    name: "fails-the-job",
    title: "krea takes the job and fails it half way. That is free, so the next one is asked",
    fault: { kind: "job-failed", afterMs: 400 },
  },
  {
    name: "refuses",
    title: "krea refuses: too many requests. That is free too",
    fault: { kind: "status", status: 429 },
  },
  {
    name: "loses-its-answer",
    title:
      "krea does the work, and the connection breaks before it says so. To ask another would be to pay twice",
    fault: { kind: "drop", afterWork: true },
  },
] as const;

for (const { name, title, fault } of scenes) {
  console.log(`\n${title}:`);
  const charges = server.bill().entries.length;
  server.inject({ service: "krea", operation: "submit", ...fault });
  const { images, provider, attempts } = await k2.generate({ prompt: "a lighthouse in fog", seed: 7 });
  for (const attempt of attempts) {
    const { code, billed, durationMs = 0 } = attempt;
    const end = code ? `${code}, billed: ${billed}` : `1 image, billed: ${billed}`;
    console.log(`  ${attempt.provider.padEnd(10)}  ${end}, after ${(durationMs / 1000).toFixed(1)} s`);
  }
  const [image] = images;
  if (!image) throw new Error("no image came");
  const file = join(OUT, `failover-${name}.png`);
  await writeFile(file, await image.bytes());
  const billed = server.bill().entries.slice(charges);
  const bill = billed.map(({ service, microUsd }) => `${service} $${microUsd / 1e6}`).join(", ");
  console.log(`  the image    ${relative(".", file)}, from ${provider}\n  the bill     ${bill}`);
}

const { entries, totalUsd } = server.bill();
console.log(`\n${scenes.length} images wanted, ${entries.length} billed: $${totalUsd}.`);
await close();
