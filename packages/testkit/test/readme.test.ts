import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import * as kit from "../src/index.ts";

const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8");
const { RULES, MUTANTS } = kit;

it("has every rule with its title, and the right numbers", () => {
  const rows = Object.entries(RULES).map(([name, { title }]) => `| \`${name}\` | ${title} |`);
  expect(rows.filter((row) => !readme.includes(row))).toStrictEqual([]);
  expect(readme).toContain(`${rows.length} rules`);
  expect(readme).toContain(`${MUTANTS.length} broken providers`);
  expect(readme).toContain(`in ${MUTANTS.length} ways`);
});

it("names everything that the package exports", () => {
  const own = Object.keys(kit).filter((name) => !["CANARY", "countedIds", "skipReason"].includes(name));
  expect(own.filter((name) => !readme.includes(name))).toStrictEqual([]);
});
