// The main job, as the README's first command runs it: one request travels through the true wire formats of all three
// providers, at the same time, and comes back as files on disk. No keys: an emulator on this machine stands in for the
// services and keeps their bill.
import { mkdir, writeFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { isUnikreaError } from "@unikrea/core";
import { standIn } from "./stand-in.ts";

const OUT = join(import.meta.dirname, "..", "out");
const request = { prompt: "a lighthouse in fog", aspectRatio: "16:9", seed: 7 } as const;

const { k2, server, close } = await standIn();
console.log(
  "One request, three providers. Everything runs on an emulator on this machine; no real money is spent.\n",
);
await mkdir(OUT, { recursive: true });

const draw = async (provider: string) => {
  const startedAt = performance.now();
  const { images, cost } = await k2.generate(request, { provider });
  for (const image of images) {
    const bytes = await image.bytes();
    const file = join(OUT, `lighthouse-${provider}.png`);
    await writeFile(file, bytes);
    const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
    const size = `${image.width}×${image.height}, ${Math.round(bytes.length / 1000)} kB`;
    console.log(
      `  ${provider.padEnd(10)}  ${relative(".", file)}  ${size}, seed ${image.seed}, ${seconds} s, $${cost.usd} (${cost.basis})`,
    );
  }
};
await Promise.all(k2.providers.map(({ id }) => draw(id)));

// The same request with a setting that only one of them takes: refused before anything is sent.
const reference = { image: "https://example.com/style.png", strength: -0.4 };
await k2.generate({ ...request, references: [reference] }, { provider: "krea" }).catch((error: unknown) => {
  if (!isUnikreaError(error)) throw error;
  console.log(
    `\nAnd a style to stay away from, asked of Krea:\n\n  ${error.message.replaceAll("\n", "\n  ")}`,
  );
});

const { entries, totalUsd } = server.bill();
console.log(
  `\nThe emulator's bill: ${entries.length} images, $${totalUsd}. Next: npm run -s unikrea -- generate "your own words"`,
);
await close();
