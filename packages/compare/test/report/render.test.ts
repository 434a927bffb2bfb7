import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import type { ComparisonCell } from "../../src/comparison.ts";
import { renderReport } from "../../src/report.ts";
import { cell, comparison, everything, failed, image, ineligible, row } from "./fixture.ts";

const HOSTILE = `</script><img src=x onerror="alert(1)"> & 'quotes' <!-- -->`;

/** The page without what is inlined for everyone. */
const bodyOf = (page: string) =>
  page.slice(page.indexOf("<body>"), page.indexOf('<script type="application/json"'));
/** Its words, one space apart. */
const textOf = (page: string) =>
  bodyOf(page)
    .replaceAll(/<[^>]*>/g, " ")
    .replaceAll("&#39;", "'")
    .replaceAll(/\s+/g, " ");
const dataOf = (page: string) => JSON.parse(/id="data">(.*?)<\/script>/s.exec(page)?.[1] ?? "");

describe("a report", () => {
  it("is the same, byte for byte, for the same comparison", async () => {
    expect(await renderReport(everything())).toBe(await renderReport(everything()));
  });

  it("reads without any script: verdict, images, reasons, failures, numbers, settings", async () => {
    const text = textOf(await renderReport(everything()));
    for (const part of [
      "Krea 2 on krea, cloudflare and runware",
      "was the cheapest known at $0.030 an image and cloudflare fastest at 2.1 s.",
      "a lighthouse in fog",
      "cloudflare does not make 3:4 images",
      "runware did not answer Look at its dashboard.",
      "It may be billed all the same. Money at risk: $0.030",
      "krea failed one of its jobs",
      "At 10,000 images of krea-2-medium a month",
      "$350.00",
      "runware cost not known 9.0 s",
      "sliders.intensity",
      "aspectRatio : 4:5 was sent",
      "2026-11-21 10:30 UTC",
      "Ceiling $2.00",
    ])
      expect(text).toContain(part);
  });

  it("has every image in it, as it was", async () => {
    const sources = [...(await renderReport(everything())).matchAll(/<img src="([^"]+)"/g)].map(
      ([, source]) => source,
    );
    const given = everything().rows.flatMap(({ cells }) => cells.flatMap(({ images }) => images));
    expect(sources).toStrictEqual(
      given.map(
        ({ mediaType, bytes }) => `data:${mediaType};base64,${Buffer.from(bytes).toString("base64")}`,
      ),
    );
  });

  it("may load nothing, and run and show only what it is made of", async () => {
    const page = await renderReport(everything());
    const policy = /http-equiv="Content-Security-Policy" content="([^"]+)"/
      .exec(page)?.[1]
      ?.replaceAll("&#39;", "'");
    const hashes = (tag: string) =>
      [...page.matchAll(new RegExp(`<${tag}(?: type="module")?>(.*?)</${tag}>`, "gs"))].map(
        ([, text]) =>
          `'sha256-${createHash("sha256")
            .update(text ?? "")
            .digest("base64")}'`,
      );
    expect(hashes("script")).toHaveLength(5);
    expect(policy).toBe(
      [
        "default-src 'none'",
        "img-src data:",
        `style-src ${hashes("style").join(" ")}`,
        `script-src ${hashes("script").join(" ")}`,
        "base-uri 'none'",
        "form-action 'none'",
      ].join("; "),
    );
    expect(bodyOf(page)).not.toMatch(/\s(?:style|on\w+)=/);
    expect(bodyOf(page)).not.toMatch(/(?:src|href)="(?!data:image\/|#)/);
  });

  it("takes no text for markup, wherever it comes from", async () => {
    const hostile: ComparisonCell = cell(HOSTILE, {
      status: "partial",
      images: [{ ...image(), mediaType: HOSTILE }],
      settings: [
        {
          path: HOSTILE,
          status: "approximated",
          value: HOSTILE,
          wirePath: HOSTILE,
          wireValue: { [HOSTILE]: HOSTILE },
        },
      ],
      warnings: [{ type: "adjusted", path: HOSTILE, message: HOSTILE }],
      failures: [{ code: "job_failed", message: HOSTILE, billed: "no", hint: HOSTILE }],
    });
    const given = comparison(
      [
        row(1, [hostile, ineligible("runware", HOSTILE)], {
          prompt: HOSTILE,
          distances: [{ between: [HOSTILE, "runware"], distance: 0.5 }],
        }),
        row(2, [hostile, ineligible("runware", HOSTILE)], { prompt: `${HOSTILE} ${"long ".repeat(100)}` }),
      ],
      { createdAt: HOSTILE },
    );
    const page = await renderReport(given, { title: HOSTILE });
    expect(page.match(/<script/g)).toHaveLength(6);
    expect(page.match(/<\/script/g)).toHaveLength(6);
    expect(page).not.toContain("<img src=x");
    expect(page).not.toContain('onerror="');
    expect(bodyOf(page)).not.toContain("<!--");
    expect(dataOf(page).cells[0].prompt).toBe(HOSTILE);
    expect(page).toContain("<title>&lt;/script&gt;&lt;img src=x onerror=&quot;alert(1)&quot;&gt;");
  });

  it("says of every figure of an emulator that it is emulated", async () => {
    const cost = { estimatedUsd: 0.03, usd: 0.03, basis: "emulated", deltaUsd: 0, atRiskUsd: 0.03 } as const;
    const given = comparison([row(1, [cell("krea", { cost }), cell("runware", { cost })])], {
      emulated: true,
    });
    const page = await renderReport(given);
    const text = textOf(page);
    expect(page).toContain("<title>Emulated: Krea 2");
    for (const part of [
      "Emulated. No service was called and nothing was paid",
      "On the emulator, both cost the same",
      "krea emulated Cost of an image $0.030",
      "runware emulated Cost of an image $0.030",
      "$0.030 emulated 4.0 s",
      "emulated: not what you would be billed",
      "emulated: no cost here is real",
      "Spent $0.225 emulated",
    ])
      expect(text).toContain(part);
    expect(text.match(/\$300\.00 \$0\.030 emulated/g)).toHaveLength(2);
  });

  it("says which providers were emulated where others were not", async () => {
    const cost = { estimatedUsd: 0.03, usd: 0.03, basis: "emulated", deltaUsd: 0, atRiskUsd: 0 } as const;
    const page = await renderReport(comparison([row(1, [cell("krea", { cost }), cell("runware")])]));
    const text = textOf(page);
    expect(page).toContain("<title>Partly emulated: Krea 2");
    for (const part of [
      "Partly emulated. krea ran on an emulator",
      "krea emulated Cost of an image $0.030",
      "runware Cost of an image $0.030",
      "emulated: krea",
      "What emulators charged is in none of these sums.",
    ])
      expect(text).toContain(part);
  });

  it("does not speak of an emulator where there was none", async () => {
    expect(textOf(await renderReport(everything()))).not.toMatch(/emulat/i);
  });

  it("stands when nothing came at all", async () => {
    const given = comparison([row(1, [failed("krea"), ineligible("runware", "it has no key")])], {
      spend: { estimatedUsd: undefined, usd: undefined, atRiskUsd: undefined },
      maxUsd: undefined,
    });
    const text = textOf(await renderReport(given));
    for (const part of ["No image came", "it has no key", "Ceiling none was set", "Spent not known"])
      expect(text).toContain(part);
  });

  it("hands the scripts no image, and only figures that are known", async () => {
    const { cells } = dataOf(await renderReport(everything()));
    expect(cells).toHaveLength(9);
    expect(cells[2]).toStrictEqual({
      id: "1:runware",
      row: 1,
      provider: "runware",
      model: "krea-2-medium",
      status: "done",
      prompt: "a lighthouse in fog",
      n: 1,
      images: 1,
      downloadMs: 500,
      totalMs: 9000,
    });
  });
});
