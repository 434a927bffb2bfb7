import { describe, expect, it } from "vitest";
import type { Comparison, ComparisonCell } from "../../src/comparison.ts";
import { summarize } from "../../src/report/summary.ts";
import { verdict } from "../../src/report/verdict.ts";
import { cell, comparison, everything, failed, image, ineligible, priced, row } from "./fixture.ts";

const ofRows = (...rows: Parameters<typeof comparison>[0]) => ({
  ...comparison(rows),
  spend: { estimatedUsd: 0.36, usd: 0.225, atRiskUsd: 0 },
});
const of = (...cells: ComparisonCell[]) => ofRows(row(1, cells));
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
    name: "says what more may be billed where all came",
    given: { ...of(priced("krea", 0.03, 4000)), spend: { estimatedUsd: 0.03, usd: 0.03, atRiskUsd: 0.03 } },
    headline: "krea cost $0.030 an image and took 4.0 s.",
    notes: ["krea honoured every setting.", "$0.030 more may be billed, for what may have been run twice."],
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
      "krea failed 1 of 1 request.",
      "runware failed 1 of 1 request.",
      "Nothing is billed for images that did not come.",
    ],
  },
  {
    name: "says what is at risk when all failed",
    given: { ...of(failed("krea", 0.03)), spend: { estimatedUsd: 0.03, usd: 0, atRiskUsd: 0.03 } },
    headline: "No image came: every provider that was asked failed.",
    notes: ["krea failed 1 of 1 request.", "$0.030 is, or may be, billed for images that did not come."],
  },
  {
    name: "says when nobody knows what is at risk",
    given: { ...of(failed("krea", undefined)), spend: { estimatedUsd: 0.03, usd: 0, atRiskUsd: undefined } },
    headline: "No image came: every provider that was asked failed.",
    notes: ["krea failed 1 of 1 request.", "What may be billed for images that did not come is not known."],
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
      "Cost and time are compared on the one request of 2 that krea and runware both answered in full.",
      ...FAITHFUL,
      "runware failed 1 of 2 requests.",
      "Nothing is billed for images that did not come.",
    ],
  },
  {
    name: "never holds an emulator against a real service",
    given: of(
      priced("krea", 0.04, 5000),
      cell("cloudflare", {
        cost: { estimatedUsd: 0.01, usd: 0.01, basis: "emulated", deltaUsd: 0, atRiskUsd: 0 },
      }),
      priced("runware", 0.05, 4200),
    ),
    headline: "krea was cheapest at $0.040 an image and runware fastest at 4.2 s.",
    notes: [
      "cloudflare ran on an emulator: its figures are not real, and are not compared.",
      "All three honoured every setting.",
    ],
  },
  {
    name: "gives no figure when all that is real failed",
    given: {
      ...of(
        failed("krea"),
        cell("runware", {
          cost: { estimatedUsd: 0.01, usd: 0.01, basis: "emulated", deltaUsd: 0, atRiskUsd: 0 },
        }),
      ),
      spend: { estimatedUsd: 0.03, usd: 0, atRiskUsd: 0 },
    },
    headline: "Only emulators brought images, so no figure is real.",
    notes: [
      "runware ran on an emulator: its figures are not real, and are not compared.",
      "runware honoured every setting.",
      "krea failed 1 of 1 request.",
      "Nothing is billed for images that did not come.",
    ],
  },
  {
    name: "takes what could not be fetched for no price of an image, and for no saving either",
    given: comparison(
      [
        row(
          1,
          [
            cell("krea", {
              status: "partial",
              cost: { estimatedUsd: 0.06, usd: 0.06, basis: "reported", deltaUsd: 0, atRiskUsd: 0 },
              failures: [{ code: "download_failed", message: "the link is dead", billed: "yes" }],
            }),
          ],
          { n: 2 },
        ),
      ],
      { spend: { estimatedUsd: 0.06, usd: 0.06, atRiskUsd: 0 } },
    ),
    headline: "krea cost $0.030 an image and took 4.0 s.",
    notes: [
      "The cost of krea is by its price table, not by a bill.",
      "krea honoured every setting.",
      "krea brought 1 of 2 images.",
      "krea made images that could not be fetched; they are paid for.",
    ],
  },
  {
    name: "does not call cheaper who brought fewer of the dear images",
    given: comparison(
      [
        row(1, [priced("krea", 0.03), priced("runware", 0.03, 3000)]),
        row(
          2,
          [
            cell("krea", {
              status: "partial",
              cost: { estimatedUsd: 0.12, usd: 0.06, basis: "reported", deltaUsd: 0, atRiskUsd: 0 },
              timing: { queuedMs: 0, runningMs: 0, downloadMs: 0, totalMs: 100 },
            }),
            cell("runware", {
              images: [image(), image()],
              cost: { estimatedUsd: 0.12, usd: 0.12, basis: "reported", deltaUsd: 0, atRiskUsd: 0 },
            }),
          ],
          { model: "krea-2-large", n: 2 },
        ),
      ],
      { spend: { estimatedUsd: 0.3, usd: 0.24, atRiskUsd: 0 } },
    ),
    headline: "Both cost the same, $0.030 an image; runware was fastest at 3.0 s.",
    notes: [
      "Cost and time are compared on the one request of 2 that krea and runware both answered in full.",
      ...FAITHFUL,
      "krea brought 2 of 3 images.",
      "Nothing is billed for images that did not come.",
    ],
  },
  {
    name: "compares parts where there is nothing whole, weighs them alike, and says so",
    given: comparison(
      [0.03, 0.06].map((usd, at) =>
        row(
          at + 1,
          ["krea", "runware"].map((provider, column) =>
            cell(provider, {
              status: column === at ? "partial" : "done",
              images: column === at ? [image()] : [image(), image()],
              cost: {
                ...{ estimatedUsd: usd * 2, usd: column === at ? usd : usd * 2 },
                ...{ basis: "reported", deltaUsd: 0, atRiskUsd: 0 },
              },
            }),
          ),
          { n: 2 },
        ),
      ),
      { spend: { estimatedUsd: 0.36, usd: 0.27, atRiskUsd: 0 } },
    ),
    headline: "Both cost the same, $0.045 an image on average; both took 4.0 s on average.",
    notes: [
      "Cost and time are compared on the 2 requests of 2 that krea and runware both answered, if only in part.",
      ...FAITHFUL,
      "krea brought 3 of 4 images.",
      "runware brought 3 of 4 images.",
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
    given: ofRows(
      row(1, [priced("krea", 0.03, 4000), priced("runware", 0.04, 3000)]),
      row(2, [priced("krea", 0.06, 6000), priced("runware", 0.06, 3000)], { model: "krea-2-large" }),
    ),
    headline: "krea was cheapest at $0.045 an image on average and runware fastest at 3.0 s on average.",
    notes: FAITHFUL,
  },
  {
    name: "says what was not honoured, what is missing and who could not be asked",
    given: everything(),
    headline: "krea was the cheapest known at $0.030 an image and cloudflare fastest at 2.1 s.",
    notes: [
      "Cost and time are compared on the one request of 3 that krea, cloudflare and runware all answered in full.",
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
