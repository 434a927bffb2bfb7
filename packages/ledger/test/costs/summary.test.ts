import type { LedgerRecord } from "@unikrea/core/ledger";
import { type SpendQuery, type SpendSum, summarizeSpend } from "@unikrea/ledger/costs";
import { describe, expect, it } from "vitest";
import { failed, image, part, record } from "./record.ts";

const NONE = { images: 0, usd: 0 };
const ZERO: SpendSum = {
  ...{ images: 0, spentUsd: 0, reported: NONE, estimated: NONE, lost: NONE },
  ...{ unpricedImages: 0, atRisk: NONE, unpricedAtRiskImages: 0, delta: NONE },
};
const EMPTY = { groups: [], total: ZERO, isOverlapping: false, firstDay: undefined, lastDay: undefined };

/** `images` at three cents each, by the list. */
const listed = (images: number, more: Partial<SpendSum> = {}): SpendSum => {
  const usd = (images * 30_000) / 1e6;
  return { ...ZERO, images, spentUsd: usd, estimated: { images, usd }, ...more };
};
const came = { images: [image()] };

const RECORDS: readonly LedgerRecord[] = [
  record("a", [part("2026-10-31", came), part("2026-11-01", came, { provider: "runware" })], {
    tags: ["spring", "acme"],
  }),
  record("b", [part("2026-11-01", came)], { tags: ["acme"], model: "krea-2-large" }),
  record("c", [part("2026-11-02", came)]),
];

describe("summarizeSpend", () => {
  it("of nothing is nothing", () => {
    expect(summarizeSpend([])).toStrictEqual({ real: EMPTY, emulated: EMPTY });
    expect(summarizeSpend([record("a", [])], { by: ["day"] }).real).toStrictEqual(EMPTY);
  });

  it.each<[SpendQuery["by"], object[]]>([
    [[], [listed(4)]],
    [undefined, [listed(4)]],
    [
      ["day"],
      [
        { day: "2026-10-31", ...listed(1) },
        { day: "2026-11-01", ...listed(2) },
        { day: "2026-11-02", ...listed(1) },
      ],
    ],
    [
      ["month", "month"],
      [
        { month: "2026-10", ...listed(1) },
        { month: "2026-11", ...listed(3) },
      ],
    ],
    [
      ["provider"],
      [
        { provider: "krea", ...listed(3) },
        { provider: "runware", ...listed(1) },
      ],
    ],
    [
      ["model", "month"],
      [
        { model: "krea-2-large", month: "2026-11", ...listed(1) },
        { model: "krea-2-medium", month: "2026-10", ...listed(1) },
        { model: "krea-2-medium", month: "2026-11", ...listed(2) },
      ],
    ],
    // A part with two tags stands in the group of each; what bears none is last.
    [["tag"], [{ tag: "acme", ...listed(3) }, { tag: "spring", ...listed(2) }, listed(1)]],
    [
      ["provider", "tag"],
      [
        { provider: "krea", tag: "acme", ...listed(2) },
        { provider: "krea", tag: "spring", ...listed(1) },
        { provider: "krea", ...listed(1) },
        { provider: "runware", tag: "acme", ...listed(1) },
        { provider: "runware", tag: "spring", ...listed(1) },
      ],
    ],
  ])("by %j has these groups, and a total that counts everything once", (by, groups) => {
    expect(summarizeSpend(RECORDS, { by })).toStrictEqual({
      real: {
        ...{ groups, total: listed(4) },
        isOverlapping: by?.includes("tag") ?? false,
        ...{ firstDay: "2026-10-31", lastDay: "2026-11-02" },
      },
      emulated: EMPTY,
    });
  });

  it("is not overlapping by tag where no part has several", () => {
    expect(summarizeSpend(RECORDS.slice(1), { by: ["tag"] }).real.isOverlapping).toBe(false);
  });

  it.each<[SpendQuery, number]>([
    [{ since: "2026-11-01" }, 3],
    [{ until: "2026-11-01" }, 3],
    [{ since: "2026-11-01", until: "2026-11-01" }, 2],
    [{ since: "2026-11-03" }, 0],
    [{ until: "2026-10-30" }, 0],
  ])("counts the days of %j, both ends included", (query, images) => {
    const { real } = summarizeSpend(RECORDS, query);
    expect(real.total).toStrictEqual(listed(images));
  });

  it("counts a part by the day on which it was submitted in UTC, the last millisecond included", () => {
    const late = part("", came, { submittedAt: "2026-11-21T23:59:59.999Z" });
    const early = part("", came, { submittedAt: "2026-11-22T00:00:00.000Z" });
    const { groups } = summarizeSpend([record("a", [late, early])], { by: ["day"] }).real;
    expect(groups.map(({ day }) => day)).toStrictEqual(["2026-11-21", "2026-11-22"]);
  });

  it("keeps money of emulators apart, whatever is asked for", () => {
    const emulated = record("e", [part("2026-11-05", came)], { emulated: true });
    const report = summarizeSpend([...RECORDS, emulated], { by: ["provider"] });
    expect(report.real.total).toStrictEqual(listed(4));
    expect(report.emulated).toStrictEqual({
      groups: [{ provider: "krea", ...listed(1) }],
      total: listed(1),
      isOverlapping: false,
      ...{ firstDay: "2026-11-05", lastDay: "2026-11-05" },
    });
  });

  it("tells what was reported, estimated, lost and at risk apart, and counts what has no price", () => {
    const { total } = summarizeSpend([
      record("a", [
        // One dearer than its list, one cheaper, one whose list has no price for it.
        part("2026-11-01", { images: [image(35_000)] }),
        part("2026-11-01", { images: [image(24_999)] }),
        part("2026-11-01", { images: [image(50_000)] }, { estimatedMicroUsd: undefined }),
        part("2026-11-01", { images: [image()] }),
        part("2026-11-01", { failures: [failed("yes"), failed("maybe", 2), failed("no", 5)] }),
        part(
          "2026-11-01",
          { images: [image(), image()], failures: [failed("yes")] },
          { estimatedMicroUsd: undefined },
        ),
        part("2026-11-01", undefined, { n: 4, estimatedMicroUsd: undefined }),
      ]),
    ]).real;
    expect(total).toStrictEqual({
      images: 6,
      spentUsd: 0.169999,
      reported: { images: 3, usd: 0.109999 },
      estimated: { images: 1, usd: 0.03 },
      lost: { images: 1, usd: 0.03 },
      unpricedImages: 3,
      atRisk: { images: 2, usd: 0.06 },
      unpricedAtRiskImages: 4,
      delta: { images: 2, usd: -0.000001 },
    });
  });

  it("does not know what was spent where no price is known, and says 0 where nothing was", () => {
    const unpriced = part("2026-11-01", came, { estimatedMicroUsd: undefined });
    const free = part("2026-11-01", { failures: [failed("no")] });
    const spent = (...parts: (typeof free)[]) => summarizeSpend([record("a", parts)]).real.total.spentUsd;
    expect([spent(unpriced), spent(free), spent(unpriced, part("2026-11-01", came))]).toStrictEqual([
      undefined,
      0,
      0.03,
    ]);
  });

  it("adds up in micro-dollars: a million images at 0.1 cent are 1000 dollars", () => {
    const thousand = part("2026-11-01", { images: Array.from({ length: 1000 }, () => image(1000)) });
    const { total } = summarizeSpend(
      Array.from({ length: 1000 }, (_, id) => record(`${id}`, [thousand])),
    ).real;
    expect([total.images, total.spentUsd]).toStrictEqual([1_000_000, 1000]);
  });

  it("keeps tags apart that objects or JSON take for something else", () => {
    const tags = ["__proto__", "constructor", "null", "a,b", 'a","b', "a", "b"];
    const { groups } = summarizeSpend(
      [record("a", [part("2026-11-01", came)], { tags }), ...RECORDS.slice(2)],
      {
        by: ["tag"],
      },
    ).real;
    expect(groups.map(({ tag }) => tag)).toStrictEqual([...[...tags].sort(), undefined]);
    for (const { images } of groups) expect(images).toBe(1);
  });

  it.each<[object, string[]]>([
    [{ since: "2026-02-30" }, ["since"]],
    [{ since: "yesterday", until: "2026-1-1" }, ["since", "until"]],
    [{ since: "2026-11-02", until: "2026-11-01" }, ["until"]],
    [{ by: ["day", "week"] }, ["by[1]"]],
    [{ by: "day" }, ["by"]],
    [{ from: "2026-11-01", until: 7 }, ["until", "from"]],
    [{ since: "2026-11-01T00:00:00Z" }, ["since"]],
  ])("refuses %j, with every problem", (query, paths) => {
    const refuse = () => summarizeSpend([], query);
    expect(refuse).toThrow(
      expect.objectContaining({
        code: "invalid_input",
        billed: "no",
        issues: paths.map((path) => expect.objectContaining({ path })),
      }),
    );
  });
});
