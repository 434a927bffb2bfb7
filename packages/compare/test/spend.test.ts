import { describe, expect, it } from "vitest";
import type { CellEnd } from "../src/cell.ts";
import { countCells, totalOf } from "../src/spend.ts";

interface Facts {
  readonly usd?: number | undefined;
  readonly atRiskUsd?: number | undefined;
  readonly isEmulated?: boolean;
  readonly isLocal?: boolean;
  readonly images?: number;
}

function end(provider: string, { usd = 0, atRiskUsd = 0, images = 1, ...facts }: Facts): CellEnd {
  const image = { mediaType: "image/png", width: 1, height: 1, seed: 1, bytes: new Uint8Array() };
  const cost = { estimatedUsd: 0.03, usd, basis: "estimated", deltaUsd: 0, atRiskUsd } as const;
  return {
    ...{ isEmulated: false, isLocal: false, attempts: [], errors: [], ...facts },
    cell: {
      ...{ provider, status: "done", images: Array.from({ length: images }, () => image), cost, polls: 0 },
      ...{ settings: [], warnings: [], failures: [] },
      timing: { queuedMs: undefined, runningMs: undefined, downloadMs: 0, totalMs: 1 },
    },
  };
}

const lost = { images: 0, atRiskUsd: 0.03 };
const fake = { usd: 0.03, isEmulated: true, isLocal: true };

describe("the money of a comparison", () => {
  it.each<[string, CellEnd[], { emulated: boolean; from: string[] }]>([
    ["is real where nobody is an emulator", [end("a", { usd: 0.03 })], { emulated: false, from: ["a"] }],
    ["is none where all are", [end("a", fake), end("b", fake)], { emulated: true, from: ["a", "b"] }],
    [
      "is the real part where some are",
      [end("a", fake), end("b", { usd: 1 })],
      { emulated: false, from: ["b"] },
    ],
    [
      "is none of a real service that charged nothing",
      [end("a", fake), end("b", { images: 0 })],
      { emulated: true, from: ["a", "b"] },
    ],
    [
      "may be real where a service was never heard",
      [end("a", fake), end("b", lost)],
      { emulated: false, from: ["b"] },
    ],
    [
      "is none of one that showed it in another cell",
      [end("a", fake), end("a", lost)],
      { emulated: true, from: ["a", "a"] },
    ],
    [
      "is none of one that was never heard beside an emulator on this machine",
      [end("a", fake), end("b", { ...lost, isLocal: true })],
      { emulated: true, from: ["a", "b"] },
    ],
    [
      "is real of one on this machine that drew and is no emulator",
      [end("a", fake), end("b", { usd: 0.03, isLocal: true }), end("b", { ...lost, isLocal: true })],
      { emulated: false, from: ["b", "b"] },
    ],
    [
      "may be real where nobody was heard",
      [end("a", { ...lost, isLocal: true })],
      { emulated: false, from: ["a"] },
    ],
    ["is none of nobody", [], { emulated: false, from: [] }],
  ])("%s", (_, ends, { emulated, from }) => {
    const counted = countCells(ends);
    expect([counted.emulated, counted.cells.map(({ provider }) => provider)]).toStrictEqual([emulated, from]);
  });

  it("is exact to the micro-dollar, and not known as soon as a part is not", () => {
    const tenths = Array.from({ length: 10 }, () => end("a", { usd: 0.1 }));
    expect(totalOf(tenths).spend).toStrictEqual({ estimatedUsd: 0.3, usd: 1, atRiskUsd: 0 });
    const unknown = end("a", {});
    const cost = { ...unknown.cell.cost, usd: undefined };
    const ends = [...tenths, { ...unknown, cell: { ...unknown.cell, cost } }];
    expect(totalOf(ends).spend).toStrictEqual({ estimatedUsd: 0.33, usd: undefined, atRiskUsd: 0 });
  });
});
