import { describe, expect, it } from "vitest";
import { MUTANTS, RULES, tryMutant } from "../src/index.ts";
import { boothAgainSubject, boothSubject } from "./toy/booth-subject.ts";
import { postcardSubject } from "./toy/postcard-subject.ts";
import { pressSubject } from "./toy/press-subject.ts";

const subjects = [postcardSubject, boothSubject, boothAgainSubject, pressSubject];

describe("the contract suite catches what it is there for", () => {
  for (const mutant of MUTANTS) {
    it(mutant.defect, async () => {
      const verdicts = [];
      for (const subject of subjects) verdicts.push(...(await tryMutant(mutant, subject)));
      expect(verdicts.filter(({ verdict }) => verdict === "missed")).toStrictEqual([]);
      // Every rule that is named has caught it somewhere.
      const caught = verdicts.filter(({ verdict }) => verdict === "caught").map(({ rule }) => rule);
      expect(new Set(caught)).toStrictEqual(new Set(mutant.caughtBy));
    });
  }

  it("has no rule that no mutant needs", () => {
    const needed = new Set(MUTANTS.flatMap(({ caughtBy }) => caughtBy));
    expect(Object.keys(RULES).filter((name) => !needed.has(name as keyof typeof RULES))).toStrictEqual([]);
  });
});
