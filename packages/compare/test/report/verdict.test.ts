import { describe, expect, it } from "vitest";
import type { Comparison, ComparisonCell } from "../../src/comparison.ts";
import { summarize } from "../../src/report/summary.ts";
import { verdict } from "../../src/report/verdict.ts";
import { cell, comparison, everything, failed, ineligible, priced, row } from "./fixture.ts";

const of = (...cells: ComparisonCell[]) => comparison([row(1, cells)]);
const FAITHFUL = ["Both honoured every setting."];

const CASES: readonly { name: string; given: Comparison; headline: string; notes: readonly string[] }[] = [
  {
    name: "names the cheapest and the fastest",
    given: of(priced("krea", 0.035, 4100), priced("runware", 0.03, 5300)),
    headline: "runware was cheapest at $0.030 an image and krea fastest at 4.1 s.",
    notes: FAITHFUL,
  },
  {
    name: "names one provider once when it is both",
    given: of(priced("krea", 0.035, 4100), priced("runware", 0.03, 3200)),
    headline: "runware was cheapest at $0.030 an image and fastest at 3.2 s.",
    notes: FAITHFUL,
  },
  {
    name: "calls a tie in cost a tie",
    given: of(priced("krea", 0.03, 4100), priced("runware", 0.03, 5300)),
    headline: "Both cost the same, $0.030 an image; krea was fastest at 4.1 s.",
    notes: FAITHFUL,
  },
  {
    name: "does not tell times apart that read the same",
    given: of(priced("krea", 0.03, 4110), priced("runware", 0.035, 4090)),
    headline: "krea was cheapest at $0.030 an image; both took 4.1 s.",
    notes: FAITHFUL,
  },
  {
    name: "names all of several winners",
    given: of(priced("krea", 0.03, 3000), priced("cloudflare", 0.04, 3000), priced("runware", 0.03, 9000)),
    headline:
      "krea and runware were cheapest, each at $0.030 an image; krea and cloudflare were fastest, each at 3.0 s.",
    notes: ["All three honoured every setting."],
  },
  {
    name: "does not call the only known price the cheapest",
    given: of(priced("krea", 0.03, 4000), priced("runware", undefined, 5000)),
    headline: "krea cost $0.030 an image, and no other price is known; krea was fastest at 4.0 s.",
    notes: ["What runware charged is not known.", ...FAITHFUL],
  },
  {
    name: "compares the known prices and says whose is not known",
    given: of(priced("krea", 0.03), priced("cloudflare", 0.04, 3000), priced("runware", undefined, 5000)),
    headline: "krea was the cheapest known at $0.030 an image and cloudflare fastest at 3.0 s.",
    notes: ["What runware charged is not known.", "All three honoured every setting."],
  },
  {
    name: "says when no price is known",
    given: of(priced("krea", undefined, 4000), priced("runware", undefined, 5000)),
    headline: "No price is known; krea was fastest at 4.0 s.",
    notes: FAITHFUL,
  },
  {
    name: "says that it was an emulator, first of all",
    given: { ...of(priced("krea", 0.03, 4000), priced("runware", 0.04, 5000)), emulated: true },
    headline: "On the emulator, krea was cheapest at $0.030 an image and fastest at 4.0 s.",
    notes: FAITHFUL,
  },
  {
    name: "says when a cost is only an estimate",
    given: of(
      cell("krea", {
        cost: { estimatedUsd: 0.03, usd: 0.03, basis: "estimated", deltaUsd: 0, atRiskUsd: 0 },
      }),
      priced("runware", 0.04, 5000),
    ),
    headline: "krea was cheapest at $0.030 an image and fastest at 4.0 s.",
    notes: ["The cost of krea is by its price table, not by a bill.", ...FAITHFUL],
  },
  {
    name: "calls one provider neither cheapest nor fastest",
    given: of(priced("krea", 0.03, 4000)),
    headline: "krea cost $0.030 an image and took 4.0 s.",
    notes: ["krea honoured every setting."],
  },
  {
    name: "does not invent the price of one provider",
    given: of(priced("krea", undefined, 4000)),
    headline: "krea brought images at a price that is not known and took 4.0 s.",
    notes: ["krea honoured every setting."],
  },
  {
    name: "says when all failed, and that it cost nothing",
    given: { ...of(failed("krea"), failed("runware")), spend: { estimatedUsd: 0.06, usd: 0, atRiskUsd: 0 } },
    headline: "No image came: every provider that was asked failed.",
    notes: [
      ...FAITHFUL,
      "krea failed 1 of 1 request.",
      "runware failed 1 of 1 request.",
      "Nothing is billed for images that did not come.",
    ],
  },
  {
    name: "says what is at risk when all failed",
    given: { ...of(failed("krea", 0.03)), spend: { estimatedUsd: 0.03, usd: 0, atRiskUsd: 0.03 } },
    headline: "No image came: every provider that was asked failed.",
    notes: [
      "krea honoured every setting.",
      "krea failed 1 of 1 request.",
      "$0.030 is, or may be, billed for images that did not come.",
    ],
  },
  {
    name: "says when nobody knows what is at risk",
    given: { ...of(failed("krea", undefined)), spend: { estimatedUsd: 0.03, usd: 0, atRiskUsd: undefined } },
    headline: "No image came: every provider that was asked failed.",
    notes: [
      "krea honoured every setting.",
      "krea failed 1 of 1 request.",
      "What may be billed for images that did not come is not known.",
    ],
  },
  {
    name: "says when nobody could be asked",
    given: of(ineligible("krea", "no"), ineligible("runware", "no")),
    headline: "No provider could be asked.",
    notes: ["krea could not be asked for 1 of 1 request.", "runware could not be asked for 1 of 1 request."],
  },
  {
    name: "compares only what was answered by all: the large image that one failed does not make it cheap",
    given: comparison(
      [
        row(1, [priced("krea", 0.03, 4000), priced("runware", 0.035, 3000)]),
        row(2, [priced("krea", 0.06, 9000), failed("runware")], { model: "krea-2-large" }),
      ],
      { spend: { estimatedUsd: 0.2, usd: 0.125, atRiskUsd: 0 } },
    ),
    headline: "krea was cheapest at $0.030 an image and runware fastest at 3.0 s.",
    notes: [
      "Cost and time are compared on the one request of 2 that krea and runware both answered.",
      ...FAITHFUL,
      "runware failed 1 of 2 requests.",
      "Nothing is billed for images that did not come.",
    ],
  },
  {
    name: "does not compare what has nothing in common",
    given: comparison(
      [row(1, [priced("krea", 0.03), failed("runware")]), row(2, [failed("krea"), priced("runware", 0.04)])],
      { spend: { estimatedUsd: 0.14, usd: 0.07, atRiskUsd: 0 } },
    ),
    headline: "No request was answered by all of them, so none can be called cheapest or fastest.",
    notes: [
      ...FAITHFUL,
      "krea failed 1 of 2 requests.",
      "runware failed 1 of 2 requests.",
      "Nothing is billed for images that did not come.",
    ],
  },
  {
    name: "calls a mean a mean",
    given: comparison([
      row(1, [priced("krea", 0.03, 4000), priced("runware", 0.04, 3000)]),
      row(2, [priced("krea", 0.06, 6000), priced("runware", 0.06, 3000)], { model: "krea-2-large" }),
    ]),
    headline: "krea was cheapest at $0.045 an image on average and runware fastest at 3.0 s on average.",
    notes: FAITHFUL,
  },
  {
    name: "says what was not honoured, what is missing and who could not be asked",
    given: everything(),
    headline: "krea was the cheapest known at $0.030 an image and cloudflare fastest at 2.1 s.",
    notes: [
      "Cost and time are compared on the one request of 3 that krea, cloudflare and runware all answered.",
      "What runware charged is not known.",
      "krea and cloudflare honoured every setting.",
      "runware left out sliders.intensity and only came near aspectRatio.",
      "krea brought 3 of 4 images.",
      "cloudflare could not be asked for 1 of 3 requests.",
      "runware failed 1 of 3 requests.",
      "$0.030 is, or may be, billed for images that did not come.",
    ],
  },
];

describe("the verdict", () => {
  it.each(CASES)("$name", ({ given, headline, notes }) => {
    expect(verdict(summarize(given))).toStrictEqual({ headline, notes });
  });
});
