import { describe, expect, it } from "vitest";
import { formatBill, formatMs, formatUsd } from "../../src/browser/format.js";
import { shorten } from "../../src/report/words.ts";

describe("a figure for a person", () => {
  it.each([
    [0.03, "$0.030"],
    [0.0175, "$0.0175"],
    [0.000001, "$0.000001"],
    [0.1 + 0.2, "$0.300"],
    [1.25, "$1.25"],
    [1.234567, "$1.234567"],
    [1234.5, "$1,234.50"],
    [-0.005, "-$0.005"],
    [0, "$0"],
    [undefined, "not known"],
  ])("reads %s dollars as %s", (usd, text) => {
    expect(formatUsd(usd)).toBe(text);
  });

  it.each([
    [300, "$300.00"],
    [1_250_000, "$1,250,000.00"],
    [0.0525, "$0.05"],
    [undefined, "not known"],
  ])("reads a bill of %s dollars as %s", (usd, text) => {
    expect(formatBill(usd)).toBe(text);
  });

  it.each([
    [0, "0 ms"],
    [999.4, "999 ms"],
    [999.6, "1.0 s"],
    [4099, "4.1 s"],
    [99_949, "99.9 s"],
    [99_960, "1 min 40 s"],
    [125_000, "2 min 5 s"],
    [undefined, "not known"],
  ])("reads %s milliseconds as %s", (ms, text) => {
    expect(formatMs(ms)).toBe(text);
  });

  it("is not cut inside a character", () => {
    expect(shorten("🦊🦊🦊🦊", 3)).toBe("🦊🦊…");
    expect(shorten("🦊🦊🦊", 3)).toBe("🦊🦊🦊");
  });
});
