import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { CAPABILITIES } from "../src/capabilities.ts";
import { OPTIONS } from "../src/options.ts";
import { PRICES } from "../src/pricing.ts";

const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8");

it("names every option, every ratio and every price", () => {
  const options = Object.keys(OPTIONS._zod.def.shape);
  expect(options.filter((name) => !readme.includes(`| \`${name}\` |`))).toStrictEqual([]);
  expect(readme).toContain(
    `| aspect ratios | ${CAPABILITIES.aspectRatios.map((ratio) => `\`${ratio}\``).join(" ")} |`,
  );
  for (const [model, tiers] of Object.entries(PRICES.microUsd)) {
    const usd = Object.values(tiers).map((microUsd) => String((microUsd / 1e6).toFixed(4)).replace(/0$/, ""));
    expect(readme).toContain(`| \`${model}\` | ${usd.join(" | ")} |`);
  }
  expect(readme).toContain(PRICES.checkedOn);
});
