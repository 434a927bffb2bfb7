import { describe, expect, it } from "vitest";
import { inFlags } from "../src/flag-words.ts";
import { nameOf, slugOf } from "../src/image-file.ts";
import { describeCost, formatUsd } from "../src/money.ts";
import {
  optionsFrom,
  parseNumber,
  parseOption,
  parsePort,
  parseReference,
  parseSlider,
  parseSpeed,
  parseTimeout,
} from "../src/parse-flag.ts";
import { describeProgress } from "../src/show-progress.ts";

describe("slugOf", () => {
  it.each([
    ["words", "A Lighthouse, in Fog!", "a-lighthouse-in-fog"],
    ["a path", "../../etc/passwd", "etc-passwd"],
    ["other scripts", "灯塔 в тумане", "灯塔-в-тумане"],
    ["nothing but signs", "!!!", "image"],
    ["a name that Windows keeps", "CON", "image-con"],
    ["a long prompt", "word ".repeat(50), "word-word-word-word-word-word-word-word-word-wor"],
    ["control characters", "a\u001b[31mb\u0000c", "a-31mb-c"],
  ])("makes a file name of %s", (_, prompt, wanted) => expect(slugOf(prompt)).toBe(wanted));
});

it("names a file by prompt, provider and seed, where it is known", () => {
  expect(nameOf({ prompt: "a fox", provider: "krea", seed: 0 })).toBe("a-fox-krea-0");
  expect(nameOf({ prompt: "a fox", provider: "krea", seed: undefined })).toBe("a-fox-krea");
});

describe("parseReference", () => {
  it.each([
    ["cat.png", "cat.png", undefined],
    ["cat.png=0.7", "cat.png", 0.7],
    ["cat.png=-2", "cat.png", -2],
    ["cat.png=.5", "cat.png", 0.5],
    ["a=b.png", "a=b.png", undefined],
    ["a=b.png=1", "a=b.png", 1],
    ["https://h.example/a.png", "https://h.example/a.png", undefined],
    ["https://h.example/a.png=0.3", "https://h.example/a.png", 0.3],
    ["https://h.example/a.png?size=3", "https://h.example/a.png?size=3", undefined],
    ["https://h.example/a.png?w=800", "https://h.example/a.png?w=800", undefined],
    ["https://h.example/a.png?v=1=-0.5", "https://h.example/a.png?v=1", -0.5],
    ["https://h.example/a.png?a=2&b=0.5=1", "https://h.example/a.png?a=2&b=0.5", 1],
    ["https://h.example/a.png?v=1 = 0.5", "https://h.example/a.png?v=1", 0.5],
    ["https://h.example/a.png? =1", "https://h.example/a.png?", 1],
    ["cat.png = -2", "cat.png", -2],
  ])("reads %s", (text, place, strength) => expect(parseReference(text)).toStrictEqual({ place, strength }));
});

it.each(["https://h.example/a.png?v=1", "https://h.example/a.png?a=b&v=-0.5", "https://h.example/a.png#x=2"])(
  "refuses %s, which can be read in two ways",
  (text) => {
    expect(() => parseReference(text)).toThrow(`"${text} = 0.5"`);
  },
);

it("reads options of a provider: JSON, or else a text", () => {
  const flags = [
    "krea.wideStrengths=true",
    "runware.outputQuality=90",
    "runware.outputFormat=WEBP",
    'a.b={"c":[1]}',
  ];
  expect(optionsFrom(flags.map(parseOption))).toStrictEqual({
    krea: { wideStrengths: true },
    runware: { outputQuality: 90, outputFormat: "WEBP" },
    a: { b: { c: [1] } },
  });
  for (const bad of ["krea", "krea.x", "krea.x=", ".x=1", "x=1"])
    expect(() => parseOption(bad)).toThrow("provider.name");
});

it.each([
  ["port", parsePort, ["0", "65535"], ["-1", "65536", "1.5", "x"]],
  ["speed", parseSpeed, ["0.5", "100"], ["0", "-1", "Infinity"]],
  ["time-out", parseTimeout, ["0.5", "300"], ["0", "-1", "1e9", ""]],
] as const)("checks a %s", (_, parse, good, bad) => {
  expect(good.map((text) => parse(text))).toStrictEqual(good.map(Number));
  for (const text of bad) expect(() => parse(text)).toThrow("It is");
});

it.each([
  [
    'runware would take it; onUnsupported: "warn" goes on',
    "runware would take it; --on-unsupported warn goes on",
  ],
  ["(or -2…2 with providerOptions.krea.wideStrengths)", "(or -2…2 with --option krea.wideStrengths=true)"],
  ["providerOptions.runware.outputFormat: expected", "--option runware.outputFormat: expected"],
  ["tags[1]: expected 1 to 50 characters", "--tag: expected 1 to 50 characters"],
  ["tags: expected at most 10 of them", "--tag: expected at most 10 of them"],
  [
    "until: expected 2026-11-02 or later, as since says",
    "--until: expected 2026-11-02 or later, as --since says",
  ],
  ["Pass krea({ apiKey }) or set KREA_API_TOKEN", "Set KREA_API_TOKEN"],
  ["the job goes on and may be billed: resume(job) collects it", "the job goes on and may be billed"],
  ["resume(job) looks again; if it stays away, ask", "if it stays away, ask"],
])("says %s in the words of the command line", (text, wanted) =>
  expect(inFlags(text, undefined)).toBe(wanted),
);

it("names the file of the job where core says resume(job)", () => {
  const text = "paid for: call bytes() again, or resume(job) for a fresh link";
  expect(inFlags(text, "j.json")).toBe("paid for: unikrea resume j.json downloads it again");
});

it("reads numbers and sliders, and refuses what is neither", () => {
  expect([parseNumber("-10"), parseNumber("0.5"), parseSlider("intensity=-20")]).toStrictEqual([
    -10,
    0.5,
    ["intensity", -20],
  ]);
  for (const bad of ["", " ", "x", "1x"]) expect(() => parseNumber(bad)).toThrow("not a number");
  for (const bad of ["intensity", "intensity=", "=3", "a=1=2"])
    expect(() => parseSlider(bad)).toThrow("Write it as name=value");
  expect(() => parseSlider("a=x")).toThrow("not a number");
});

it.each([
  [0.03, "$0.03"],
  [0.0175, "$0.0175"],
  [0.035, "$0.035"],
  [0.030456, "$0.030456"],
  [0.00004, "$0.00004"],
  [0.1 + 0.2, "$0.30"],
  [1, "$1.00"],
  [0, "$0.00"],
  [undefined, "unknown"],
])("shows %o as %s", (usd, wanted) => expect(formatUsd(usd)).toBe(wanted));

it("says on what a cost rests, and what more may come", () => {
  expect(describeCost({ usd: 0.06, basis: "reported", atRiskUsd: 0 })).toBe(
    "$0.06 (reported by the provider)",
  );
  expect(describeCost({ usd: undefined, basis: "estimated", atRiskUsd: 0.03 })).toBe(
    "unknown (by the price list); $0.03 more may be billed",
  );
  expect(describeCost({ usd: 0.03, basis: "emulated", atRiskUsd: 0.03 })).toBe(
    "$0.03 (emulated: no real money); $0.03 more may be billed (emulated)",
  );
});

it("says how a call goes", () => {
  const progress = { provider: "krea", job: {} as never, ready: 0, total: 2, elapsedMs: 3210 } as const;
  expect(describeProgress({ ...progress, phase: "running", detail: "sampling" })).toBe(
    "krea: sampling, 0 of 2, 3 s",
  );
  expect(describeProgress({ ...progress, phase: "settled", ready: 2 })).toBe("krea: done, 2 of 2, 3 s");
  expect(describeProgress({ ...progress, phase: "settled" })).toBe("krea: ended, 0 of 2, 3 s");
});
