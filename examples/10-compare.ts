// You will see: two prompts on every provider at once, within a ceiling; who was cheapest and fastest; how alike the images
// look; and a ceiling that is too low, which sends nothing.
import { writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { compare, describeVerdict, toCsv } from "@unikrea/compare";
import { isUnikreaError } from "@unikrea/core";
import { standIn } from "./stand-in.ts";

const { k2, server, close } = await standIn();
const prompts = ["a lighthouse in fog", "a fox in snow"];

const comparison = await compare(k2, { prompts, aspectRatio: "16:9" }, { maxUsd: 0.5 });
for (const { prompt, seed, cells, distances } of comparison.rows) {
  console.log(`${prompt}, seed ${seed}`);
  for (const { provider, status, cost, timing, polls } of cells)
    console.log(
      `  ${provider}: ${status}, $${cost.usd} (${cost.basis}), ${Math.round(timing.totalMs)} ms, ${polls} polls`,
    );
  for (const { between, distance } of distances) console.log(`  ${between.join(" and ")}: ${distance} apart`);
}
const { spend, emulated } = comparison;
console.log(`${describeVerdict(comparison)} Spent $${spend.usd}${emulated ? ", no real money" : ""}.`);
await writeFile(join(tmpdir(), "unikrea-comparison.csv"), toCsv(comparison));

await compare(k2, { prompts }, { maxUsd: 0.1 }).catch((error: unknown) => {
  if (!isUnikreaError(error)) throw error;
  console.log(`${error.code}: ${error.message}; ${error.hint}`);
});
console.log(`the emulator's bill: $${server.bill().totalUsd}`);
await close();
