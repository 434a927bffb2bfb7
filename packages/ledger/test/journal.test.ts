import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { entriesOf, lineOf } from "../src/file/entry.ts";
import { replay } from "../src/file/journal.ts";
import { emptyState, sumsAfter } from "../src/state.ts";
import { storedState } from "../src/stored-state.ts";

const BEGINNING = lineOf(storedState(emptyState()));
const spend = (by: string, deltaMicroUsd = 30) =>
  lineOf({ do: "spend", by, changes: [{ counter: "total", deltaMicroUsd, limitMicroUsd: 100 }] });
const SEAL = lineOf({ do: "seal" });

describe("a journal", () => {
  it("gives the money in the order of its lines", () => {
    const { results } = replay(BEGINNING + ["a", "b", "c", "d"].map((by) => spend(by)).join(""));
    expect([...results]).toStrictEqual([
      ["a", 1],
      ["b", 1],
      ["c", 1],
      ["d", 0],
    ]);
  });

  it("does not count what comes after its seal", () => {
    const { state, results, isSealed } = replay(BEGINNING + spend("a") + SEAL + spend("b") + SEAL);
    expect([state.counters.get("total"), [...results.keys()], isSealed]).toStrictEqual([30, ["a"], true]);
  });

  it("passes over a line that was torn anywhere, and counts the next one", () => {
    const line = spend("torn");
    for (let length = 0; length < line.length - 2; length += 1) {
      const { results } = replay(BEGINNING + line.slice(0, length) + spend("next"));
      expect([...results.keys()], line.slice(0, length)).toStrictEqual(["next"]);
    }
    // Whole but for the line break: nobody can tell it from an acknowledged one, so it counts.
    expect([...replay(BEGINNING + line.slice(0, -1)).results.keys()]).toStrictEqual(["torn"]);
  });

  it("throws for a line that was changed anywhere after it was written", () => {
    const journal = BEGINNING + spend("a") + spend("b");
    const from = journal.indexOf("\n", BEGINNING.length) + 1;
    const end = journal.indexOf("\t", from);
    for (let at = from; at < end; at += 1) {
      const damaged = `${journal.slice(0, at)}~${journal.slice(at + 1)}`;
      expect(() => replay(damaged), damaged.slice(from, end)).toThrow("damaged");
    }
  });

  it.each([
    ["nothing", ""],
    ["only changes", spend("a")],
  ])("throws when it holds %s, instead of starting from 0", (_, journal) => {
    expect(() => replay(journal)).toThrow("beginning");
  });

  it("refuses to write what it could not read", () => {
    for (const deltaMicroUsd of [0.5, Number.NaN, 2 ** 53]) expect(() => spend("a", deltaMicroUsd)).toThrow();
  });

  it("keeps every name, its own signs included", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary-ascii" }), (name) => {
        const entry = { do: "release", by: "me", name, fence: 1 } as const;
        expect(entriesOf(lineOf(entry))).toStrictEqual([entry]);
      }),
    );
  });
});

describe("sums", () => {
  it("never go over a limit, and change all or nothing", () => {
    const change = fc.record({
      counter: fc.constantFrom("a", "b"),
      deltaMicroUsd: fc.integer({ min: -50, max: 50 }),
      limitMicroUsd: fc.constant(100),
    });
    fc.assert(
      fc.property(fc.array(fc.array(change, { maxLength: 4 })), (calls) => {
        let counters = new Map<string, number>();
        for (const changes of calls) {
          const sums = sumsAfter(counters, changes);
          if (sums) counters = new Map([...counters, ...sums]);
          for (const sum of counters.values()) expect(sum).toBeLessThanOrEqual(100);
        }
      }),
    );
  });

  it("refuse what a number does not count exactly", () => {
    const counters = new Map([["a", Number.MAX_SAFE_INTEGER]]);
    expect(sumsAfter(counters, [{ counter: "a", deltaMicroUsd: 1 }])).toBeUndefined();
  });
});
