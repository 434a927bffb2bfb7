import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { SABOTAGES } from "../sabotage/list.ts";
import { sabotaged } from "../sabotage/sabotage.ts";
import { endingOf, failing } from "../sabotage/verdict.ts";
import { outOfDate, readerOf } from "../sabotage.ts";

const read = readerOf(fileURLToPath(new URL("../..", import.meta.url)));

describe("the list of sabotages", () => {
  it("has at least forty, each under its own id and with its reason", () => {
    expect(SABOTAGES.length).toBeGreaterThanOrEqual(40);
    expect(new Set(SABOTAGES.map(({ id }) => id)).size).toBe(SABOTAGES.length);
    for (const { id, why } of SABOTAGES) expect(why, id).toMatch(/^[A-Z].*\.$/);
  });

  it("fits the sources as they are: every text is there exactly once", () => {
    expect(outOfDate(SABOTAGES, read)).toStrictEqual([]);
  });

  it("changes production code only, and names tests that are there", () => {
    for (const { id, file, tests } of SABOTAGES) {
      expect(file, id).toMatch(/^[\w-]+\/src\/[\w/-]+\.ts$/);
      expect(tests.length, id).toBeGreaterThan(0);
      for (const test of tests) expect(read(test), `${id}: ${test}`).not.toBe("");
    }
  });

  it("takes each line away in one way only", () => {
    const ways = SABOTAGES.map(({ file, find, replace }) => JSON.stringify([file, find, replace]));
    expect(new Set(ways).size).toBe(ways.length);
  });
});

describe("a sabotage", () => {
  it("replaces its text literally, dollar signs included", () => {
    expect(sabotaged({ find: "b", replace: "$& $1" }, "abc")).toStrictEqual({ text: "a$& $1c" });
  });

  it.each([
    ["is gone", "x", "not there any more"],
    ["is there twice", "a", "is there 2 times"],
    ["is empty", "", "not there any more"],
  ])("whose text %s is out of date, and is named", (_, find, problem) => {
    const sabotage = { id: "one", file: "core/src/a.ts", find, replace: "", why: "", tests: [] };
    expect(outOfDate([sabotage], () => "a b a")).toStrictEqual([
      { id: "one", problem: expect.stringContaining(`core/src/a.ts: the text to find`) },
    ]);
    expect(outOfDate([sabotage], () => "a b a")[0]?.problem).toContain(problem);
  });

  it("that changes nothing is out of date too", () => {
    expect(sabotaged({ find: "a", replace: "a" }, "a")).toStrictEqual({ problem: "it changes nothing" });
  });

  it("of a file that is gone is out of date", () => {
    const sabotage = { id: "one", file: "core/src/gone.ts", find: "a", replace: "", why: "", tests: [] };
    expect(outOfDate([sabotage], read)).toHaveLength(1);
  });
});

describe("a run of the tests", () => {
  const test = (status: string, ...failureMessages: string[]) => ({
    fullName: "it is so",
    status,
    failureMessages,
  });
  const report = (...assertionResults: ReturnType<typeof test>[]) => ({
    testResults: [{ assertionResults }],
  });

  it.each([
    ["an assertion", "AssertionError: expected 2 to be 1"],
    ["a call that should not reject", "UnikreaError: a may have accepted the request"],
    ["a time that ran out", "Error: Test timed out in 5000ms."],
    ["an assertion that got nothing to compare", "TypeError: .toMatch() expects to receive a string"],
  ])("has caught it by %s", (_, message) => {
    expect(endingOf(report(test("passed"), test("failed", message)), 1)).toStrictEqual({
      kind: "red",
      test: "it is so",
    });
  });

  it.each([
    ["a name that is gone", report(test("failed", "ReferenceError: releaseLane is not defined")), 1],
    ["nothing to call", report(test("failed", "TypeError: undefined is not a function")), 1],
    [
      "a file that does not parse",
      { testResults: [{ message: "Transform failed", assertionResults: [] }] },
      1,
    ],
    [
      "one file of two",
      { testResults: [{ assertionResults: [test("failed", "AssertionError: no")] }, {}] },
      1,
    ],
    ["an error outside of every test", report(test("passed")), 1],
    ["no report", undefined, 1],
    ["no tests", { testResults: [] }, 0],
  ])("has proved nothing by %s", (_, given, exitCode) => {
    expect(endingOf(given, exitCode)).toMatchObject({ kind: "broken" });
  });

  it("has missed it when all pass", () => {
    expect(endingOf(report(test("passed")), 0)).toStrictEqual({ kind: "green" });
  });

  it("before any sabotage names the files that fail, or that did not run at all", () => {
    const assertionResults = [test("passed")];
    const file = (name: string, status: string) => ({
      name: `/stage/packages/${name}`,
      status,
      assertionResults,
    });
    const testResults = [file("core/test/a.test.ts", "passed"), file("core/test/b.test.ts", "failed")];
    const names = ["core/test/a.test.ts", "core/test/b.test.ts", "core/test/c.test.ts"];
    expect(failing({ testResults }, names)).toStrictEqual(names.slice(1));
    expect(failing(undefined, names)).toStrictEqual(names);
  });
});
