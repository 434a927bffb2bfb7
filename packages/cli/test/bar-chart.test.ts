import { expect, it } from "vitest";
import { barChart } from "../src/bar-chart.ts";

const bar = (label: string, value: number, more = 0) => ({ label, value, more, said: `$${value}` });

it.each<[string, ReturnType<typeof bar>[], number, string[]]>([
  ["nothing", [], 40, []],
  ["nothing but zeros", [bar("a", 0), bar("b", 0)], 40, []],
  [
    "one scale for all",
    [bar("a", 4), bar("b", 2), bar("c", 1)],
    27,
    [`a  ${"█".repeat(20)}  $4`, `b  ${"█".repeat(10)}  $2`, `c  ${"█".repeat(5)}  $1`],
  ],
  [
    "what may be added, lighter",
    [bar("a", 3, 1), bar("b", 0, 2)],
    27,
    [`a  ${"█".repeat(15)}${"░".repeat(5)}  $3`, `b  ${"░".repeat(10)}  $0`],
  ],
  [
    "what is little and not nothing as one column",
    [bar("a", 1000), bar("b", 1), bar("c", 0, 1), bar("d", 0)],
    30,
    [`a  ${"█".repeat(20)}  $1000`, "b  █  $1", "c  ░  $0", "d  $0"],
  ],
  [
    "both of a bar that is nearly all of one kind",
    [bar("a", 1000, 1), bar("b", 1, 1000)],
    30,
    [`a  ${"█".repeat(19)}░  $1000`, `b  █${"░".repeat(19)}  $1`],
  ],
  [
    "names of any script in line",
    [bar("灯塔", 1), bar("ab", 1), bar("🗼x", 1)],
    30,
    [`灯塔  ${"█".repeat(20)}  $1`, `ab    ${"█".repeat(20)}  $1`, `🗼x   ${"█".repeat(20)}  $1`],
  ],
  [
    "ten columns at least, however narrow it is",
    [bar("a long name", 1)],
    5,
    [`a long name  ${"█".repeat(10)}  $1`],
  ],
])("draws %s", (_, bars, width, lines) => {
  expect(barChart(bars, width)).toStrictEqual(lines);
});
