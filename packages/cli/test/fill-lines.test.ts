import pc from "picocolors";
import { describe, expect, it } from "vitest";
import { fillLines } from "../src/fill-lines.ts";

describe("fillLines", () => {
  const words = ["a lighthouse,", "a fox,", "a wolf,", "a very long description of a lake"];

  it.each<[string, readonly string[], number, string, string[]]>([
    ["nothing", [], 40, "- ", []],
    ["what fits one line", ["a", "b"], 40, "- ", ["- a b"]],
    ["as much as fits", words, 30, "- ", ["- a lighthouse, a fox, a wolf,", `  ${words[3]}`]],
    ["no word broken", words, 29, "", ["a lighthouse, a fox, a wolf,", `${words[3]}`]],
    ["24 columns at least", ["abcdefghijkl", "abcdefghijk"], 1, "", ["abcdefghijkl abcdefghijk"]],
    ["columns, not characters", ["灯塔灯塔灯塔", "灯塔灯塔灯塔"], 24, "", ["灯塔灯塔灯塔", "灯塔灯塔灯塔"]],
  ])("puts %s", (_, given, width, head, lines) => {
    expect(fillLines(given, width, head)).toStrictEqual(lines);
  });

  it("counts no colours", () => {
    const { red } = pc.createColors(true);
    expect(fillLines(["a", "b"], 26, red("-- "))).toStrictEqual([`${red("-- ")}a b`]);
    expect(fillLines(["a".repeat(20), "b".repeat(9)], 30, red("-- "))[1]).toBe(`   ${"b".repeat(9)}`);
  });
});
