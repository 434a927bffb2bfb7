import { sampleRecord } from "@unikrea/ledger/conformance";
import { type SpendRow, spendRows } from "@unikrea/ledger/costs";
import { describe, expect, it } from "vitest";
import { failed, image, type Part, part, record } from "./record.ts";

const DAY = "2026-11-21";

/** What a row says of money when nothing came of its part. */
const NOTHING = {
  ...{ images: 0, costMicroUsd: 0, basis: undefined, listedMicroUsd: 0 },
  ...{ lostImages: 0, lostMicroUsd: 0, atRiskImages: 0, atRiskMicroUsd: 0 },
} as const;

const moneyOf = ({ id, key, day, provider, model, tags, emulated, ...money }: SpendRow) => money;

describe("the row of a part", () => {
  it("says whose it is and when it was submitted", () => {
    const rows = [
      ...spendRows([
        record("a", [part(DAY, {}, { key: "1" }), part(DAY, {}, { key: "2", provider: "runware" })], {
          tags: ["spring", "acme", "spring"],
          model: "krea-2-large",
          emulated: true,
        }),
        record("b", [part("2026-11-22", {}, { key: "3" })]),
      ]),
    ];
    const known = { model: "krea-2-large", tags: ["spring", "acme"], emulated: true, ...NOTHING };
    expect(rows).toStrictEqual([
      { id: "a", key: "1", day: DAY, provider: "krea", ...known },
      { id: "a", key: "2", day: DAY, provider: "runware", ...known },
      {
        ...{ id: "b", key: "3", day: "2026-11-22", provider: "krea", model: "krea-2-medium" },
        ...{ tags: [], emulated: false, ...NOTHING },
      },
    ]);
  });

  it.each<[string, Part, Partial<SpendRow>]>([
    [
      "is under way: all of it is at risk",
      part(DAY, undefined, { n: 3 }),
      { atRiskImages: 3, atRiskMicroUsd: 90_000 },
    ],
    [
      "came at the price of the list",
      part(DAY, { images: [image(), image()] }),
      { images: 2, costMicroUsd: 60_000, basis: "estimated", listedMicroUsd: 60_000 },
    ],
    [
      "came at a price that was reported",
      part(DAY, { images: [image(35_000), image(0)] }),
      { images: 2, costMicroUsd: 35_000, basis: "reported", listedMicroUsd: 60_000 },
    ],
    [
      "came at prices of which some were reported: an estimate",
      part(DAY, { images: [image(35_000), image()] }),
      { images: 2, costMicroUsd: 65_000, basis: "estimated", listedMicroUsd: 60_000 },
    ],
    [
      "came at a price that nobody knows: not 0",
      part(DAY, { images: [image()] }, { estimatedMicroUsd: undefined }),
      { images: 1, costMicroUsd: undefined, basis: "estimated", listedMicroUsd: undefined },
    ],
    [
      "came for nothing by the list",
      part(DAY, { images: [image()] }, { estimatedMicroUsd: 0 }),
      { images: 1, costMicroUsd: 0, basis: "estimated", listedMicroUsd: 0 },
    ],
    [
      "came, and may have been run and billed a second time",
      part(DAY, { images: [image(35_000)] }, { mayRunTwice: true }),
      {
        ...{ images: 1, costMicroUsd: 35_000, basis: "reported", listedMicroUsd: 30_000 },
        ...{ atRiskImages: 1, atRiskMicroUsd: 30_000 },
      },
    ],
    ["failed at no cost", part(DAY, { failures: [failed("no", 4)] }), {}],
    [
      "failed in every way beside an image",
      part(DAY, { images: [image(30_000)], failures: [failed("no"), failed("yes", 2), failed("maybe", 3)] }),
      {
        ...{ images: 1, costMicroUsd: 30_000, basis: "reported", listedMicroUsd: 30_000 },
        ...{ lostImages: 2, lostMicroUsd: 60_000, atRiskImages: 3, atRiskMicroUsd: 90_000 },
      },
    ],
    [
      "may be billed at a price that nobody knows: not 0",
      part(DAY, { failures: [failed("yes"), failed("maybe", 2)] }, { estimatedMicroUsd: undefined }),
      { lostImages: 1, lostMicroUsd: undefined, atRiskImages: 2, atRiskMicroUsd: undefined },
    ],
  ])("that %s", (_, given, money) => {
    const rows = [...spendRows([record("a", [given])])];
    expect(rows.map(moneyOf)).toStrictEqual([{ ...NOTHING, ...money }]);
  });
});

it("a record that was claimed for a key and never sent has no row", () => {
  expect([...spendRows([record("a", [])])]).toStrictEqual([]);
});

it("reads the sample of the conformance suite", () => {
  expect([...spendRows([sampleRecord("a")])]).toMatchObject([{ day: "2026-01-01", atRiskImages: 1 }]);
});

it.each<[string, object]>([
  ["a price in words", { outcome: { status: "settled", images: [{ microUsd: "30000" }], failures: [] } }],
  ["a price of null", { outcome: { status: "settled", images: [{ microUsd: null }], failures: [] } }],
  ["half a micro-dollar", { outcome: { status: "settled", images: [{ microUsd: 0.5 }], failures: [] } }],
  ["a price below 0", { outcome: { status: "settled", images: [{ microUsd: -1 }], failures: [] } }],
  [
    "a failure that does not say of how many images",
    { outcome: { status: "settled", images: [], failures: [{ billed: "yes" }] } },
  ],
  [
    "a failure in other words",
    { outcome: { status: "settled", images: [], failures: [{ billed: "?", n: 1 }] } },
  ],
  ["a date that is none", { submittedAt: "yesterday" }],
])("throws ledger_error for %s: it never counts as nothing", (_, damage) => {
  // As a store gives it: it looks at the shape of a record, not at each figure.
  const damaged: Part = JSON.parse(JSON.stringify({ ...part(DAY), ...damage }));
  expect(() => [...spendRows([record("broken-7", [damaged])])]).toThrow(
    expect.objectContaining({ code: "ledger_error", message: expect.stringContaining("broken-7") }),
  );
});
