import type { CellProgress } from "@unikrea/compare";
import { expect, it } from "vitest";
import { describeProvider } from "../src/show-cells.ts";

const cells = (...phases: CellProgress["phase"][]): CellProgress[] =>
  phases.map((phase, at) => ({ row: at + 1, provider: "krea", phase, ready: 0, total: 1, elapsedMs: 0 }));

it.each([
  ["one that waits", cells("waiting"), "krea       waiting"],
  ["one that is drawn", cells("running"), "krea       running"],
  ["one that is done", cells("done"), "krea       done"],
  ["one that failed", cells("failed"), "krea       failed"],
  ["several", cells("done", "running", "waiting", "waiting"), "krea       1 of 4 done, 1 running, 2 waiting"],
  ["several at their end", cells("done", "done", "failed"), "krea       2 of 3 done, 1 failed"],
])("a moving line says of a provider with %s what it does", (_, all, line) => {
  expect(describeProvider("krea", all)).toBe(line);
});
