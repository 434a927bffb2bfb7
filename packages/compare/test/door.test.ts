import { expect, it } from "vitest";
import * as door from "../src/index.ts";

// A new export is a promise to keep. Changing this list is a decision.
it("the door has these exports", () => {
  expect(Object.keys(door).sort()).toStrictEqual([
    "compare",
    "describeVerdict",
    "parsePrompts",
    "toCsv",
    "toJson",
  ]);
});
