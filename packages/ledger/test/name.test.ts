import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { idOf, nameOf } from "../src/name.ts";

describe("names of files", () => {
  it.each([
    ["a-1", "a-1"],
    ["A", "_41"],
    ["a_b", "a_5fb"],
    ["../x", "_2e_2e_2fx"],
    ["ä", "_c3_a4"],
    ["con.json", "con_2ejson"],
  ])("%s is kept as %s", (id, name) => {
    expect(nameOf(id)).toBe(name);
    expect(idOf(name)).toBe(id);
  });

  it("are safe, differ for all ids without regard to case, and lead back to them", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", minLength: 1, maxLength: 12 }), (id) => {
        fc.pre(encodeURIComponent(id).length < 60);
        expect(nameOf(id)).toMatch(/^[a-z0-9_-]+$/);
        expect(idOf(nameOf(id))).toBe(id);
      }),
    );
  });

  it.each(["A", "a.json", "_4", "_zz", "_61", "", ".DS_Store"])("takes %j for no id's name", (name) => {
    expect(idOf(name)).toBeUndefined();
  });
});
