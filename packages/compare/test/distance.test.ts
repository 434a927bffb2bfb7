import { createKrea2 } from "@unikrea/core";
import { createEmulator } from "@unikrea/emulator";
import { runware } from "@unikrea/provider-runware";
import { TINY_IMAGES } from "@unikrea/testkit";
import { describe, expect, it } from "vitest";
import { measureDistances } from "../src/distance.ts";
import { type ComparisonCell, compare } from "../src/index.ts";

/** A cell with these bytes for its first image, or without any. */
function cellWith(provider: string, bytes?: Uint8Array): ComparisonCell {
  const images = bytes ? [{ mediaType: "image/png", width: 1, height: 1, seed: 1, bytes }] : [];
  return {
    ...{ provider, status: bytes ? "done" : "failed", images, polls: 0 },
    ...{ settings: [], warnings: [], failures: [] },
    cost: { estimatedUsd: 0.03, usd: 0.03, basis: "emulated", deltaUsd: 0, atRiskUsd: 0 },
    timing: { queuedMs: undefined, runningMs: undefined, downloadMs: 0, totalMs: 1 },
  };
}

const png = TINY_IMAGES["image/png"];

describe("the distance between images", () => {
  it("tells the same picture in another format and quality from another picture", async () => {
    // In real time, which drawing takes.
    const emulator = createEmulator({ latencyMs: { "krea-2-medium": 0 } });
    const provider = runware({
      ...{ apiKey: "emulated", baseUrl: "https://api.runware.ai/v1" },
      fetch: emulator.fetch,
    });
    const k2 = createKrea2({ providers: [provider] });
    const draw = async (prompt: string, own?: object) => {
      const providerOptions = { runware: { deliveryMethod: "sync" as const, ...own } };
      const { rows } = await compare(k2, { prompt, seed: 1, providerOptions });
      return rows[0]?.cells[0]?.images[0];
    };
    const files = [
      await draw("a lighthouse in fog"),
      await draw("a lighthouse in fog", { outputFormat: "JPG", outputQuality: 40 }),
      await draw("a lighthouse in fog", { outputFormat: "WEBP" }),
      await draw("a fox in snow"),
    ];
    const kinds = ["image/png", "image/jpeg", "image/webp", "image/png"];
    expect(files.map((file) => file?.mediaType)).toStrictEqual(kinds);
    const cells = files.map((file, at) => cellWith("abcd"[at] ?? "", file?.bytes));
    const { distances } = await measureDistances(cells);
    expect(distances.map(({ between }) => between.join(""))).toStrictEqual([
      "ab",
      "ac",
      "ad",
      "bc",
      "bd",
      "cd",
    ]);
    for (const { between, distance } of distances) {
      if (between[1] === "d") expect(distance).toBeGreaterThan(0.1);
      else expect(distance).toBeLessThan(0.05);
      expect(distance).toBeLessThanOrEqual(1);
    }
  });

  it("is of pairs of which both have an image", async () => {
    const { distances, cells } = await measureDistances([
      cellWith("a", png),
      cellWith("b"),
      cellWith("c", png),
    ]);
    expect(distances).toStrictEqual([{ between: ["a", "c"], distance: 0 }]);
    expect(cells.map(({ warnings }) => warnings)).toStrictEqual([[], [], []]);
  });

  it.each([
    ["no image at all", new Uint8Array(64)],
    ["a file that breaks off", png.slice(0, 50)],
    ["an empty file", new Uint8Array()],
  ])("leaves out %s, with a warning that names whose it is", async (_, bytes) => {
    const given = [cellWith("a", png), cellWith("b", bytes), cellWith("c", png)];
    const { distances, cells } = await measureDistances(given);
    expect(distances).toStrictEqual([{ between: ["a", "c"], distance: 0 }]);
    expect(cells[1]).toStrictEqual({
      ...given[1],
      warnings: [
        {
          type: "suspicious",
          path: "",
          provider: "b",
          message: expect.stringContaining("cannot be decoded"),
        },
      ],
    });
  });
});
