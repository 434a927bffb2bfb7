import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { createEmulator, type FaultError, faultKinds, parseFaults } from "../src/index.ts";

describe("parseFaults", () => {
  it("takes one fault or a list", () => {
    expect(parseFaults({ kind: "drop" })).toStrictEqual([{ kind: "drop" }]);
    expect(parseFaults([{ kind: "drop", times: 0, close: "rst" }])).toStrictEqual([
      { kind: "drop", times: 0, close: "rst" },
    ]);
  });

  it.each<[unknown, RegExp]>([
    [null, /^fault: expected an object/],
    ["drop", /^fault: expected an object/],
    [{}, /^fault\.kind: undefined is not one of dns, refuse/],
    [{ kind: "explode" }, /^fault\.kind: "explode" is not one of/],
    [[{ kind: "drop" }, { kind: "toString" }], /^faults\[1\]\.kind/],
    [{ kind: "drop", close: "slam" }, /^fault\.close: expected "fin" or "rst"$/],
    [
      { kind: "drop", delayMs: 5 },
      /^fault\.delayMs: unknown for kind "drop", which takes service, operation, times, skip, match, close/,
    ],
    [{ kind: "slow" }, /^fault\.delayMs: required for kind "slow"$/],
    [{ kind: "slow", delayMs: "5" }, /^fault\.delayMs: expected milliseconds/],
    [{ kind: "status" }, /^fault\.status: required/],
    [{ kind: "status", status: 99 }, /^fault\.status: expected an HTTP status/],
    [
      { kind: "status", status: 429, headers: { "retry-after": 1 } },
      /^fault\.headers: expected an object of strings/,
    ],
    [{ kind: "drop", times: -1 }, /^fault\.times: expected an integer/],
    [{ kind: "drop", service: "fal" }, /^fault\.service: expected "\*" or one of krea, cloudflare, runware$/],
    [{ kind: "drop", operation: "steal" }, /^fault\.operation: expected "\*" or one of submit/],
    [{ kind: "stuck", service: "krea", match: 1 }, /^fault\.match: expected a string$/],
    [
      { kind: "cache-miss", service: "krea" },
      /^fault\.service: kind "cache-miss" only exists for cloudflare$/,
    ],
    [{ kind: "gateway-error", error: "nonsense" }, /^fault\.error: expected one of insufficient-balance/],
    [{ kind: "error-shape", shape: "round" }, /^fault\.shape: expected "plural"/],
    [{ kind: "image-form", form: "url" }, /^fault\.form: expected "base64"/],
    [{ kind: "hang", beforeWork: 1 }, /^fault\.beforeWork: expected true or false$/],
    [{ kind: "html", status: 200.5 }, /^fault\.status/],
  ])("refuses %j, naming the field", (value, message) => {
    let error: unknown;
    try {
      parseFaults(value);
    } catch (caught) {
      error = caught;
    }
    expect((error as FaultError)?.name).toBe("FaultError");
    expect((error as FaultError).message).toMatch(message);
  });

  it("is what inject uses, and what it takes is a copy", () => {
    const emulator = createEmulator();
    expect(() => emulator.inject({ kind: "slow" } as never)).toThrow("fault.delayMs: required");
  });
});

describe("the table of kinds", () => {
  const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8");

  it.each(Object.entries(faultKinds))("%s is in the README as the table has it", (kind, spec) => {
    const parameters = Object.keys(spec.parameters).map((name) => `\`${name}\``);
    expect(readme).toContain(
      `| \`${kind}\` | ${spec.plays} | ${spec.services.length === 3 ? "all" : spec.services.join(", ")} | ${parameters.join(" ")} | ${spec.does} |`,
    );
  });

  it("plays every fault from F01 to F62", () => {
    const played = new Set<number>();
    for (const { plays } of Object.values(faultKinds)) {
      for (const [, from, to] of plays.matchAll(/F(\d+)(?: … F(\d+))?/g)) {
        for (let number = Number(from); number <= Number(to ?? from); number += 1) played.add(number);
      }
    }
    expect(
      Array.from({ length: 62 }, (_, index) => index + 1).filter((number) => !played.has(number)),
    ).toStrictEqual([]);
  });
});
