import { formatMs, formatUsd } from "../browser/format.js";
import type { ComparisonCell, ComparisonRow } from "../comparison.ts";
import { imagePrice } from "./image-price.ts";
import { shorten } from "./words.ts";

/** One column of the table with every number. */
export interface NumberColumn {
  readonly title: string;
  readonly isNumber: boolean;
  readonly read: (cell: ComparisonCell, row: ComparisonRow) => Reading;
}

/** What stands in the table, and what it is sorted by. `undefined` sorts last. */
export interface Reading {
  readonly text: string;
  readonly by: string | number | undefined;
}

/** A figure. `null`: there is no such thing here; `undefined`: there is, but it is not known. */
type Figure = number | undefined | null;

const NONE: Reading = { text: "–", by: undefined };

const word = (title: string, textOf: (cell: ComparisonCell, row: ComparisonRow) => string): NumberColumn => ({
  title,
  isNumber: false,
  read: (cell, row) => {
    const text = textOf(cell, row);
    return text === "" ? NONE : { text, by: text };
  },
});

const figure = (
  title: string,
  figureOf: (cell: ComparisonCell, row: ComparisonRow) => Figure,
  format: (value: number | undefined) => string,
): NumberColumn => ({
  title,
  isNumber: true,
  read: (cell, row) => {
    const value = figureOf(cell, row);
    return value === null ? NONE : { text: format(value), by: value };
  },
});

const whole = (value: number | undefined) => (value === undefined ? "not known" : String(value));
const signed = (value: number | undefined) =>
  (value !== undefined && value > 0 ? "+" : "") + formatUsd(value);

/** A figure of a call, which one that was not asked does not have. */
const ofCall =
  (figureOf: (cell: ComparisonCell) => Figure) =>
  (cell: ComparisonCell): Figure =>
    cell.status === "ineligible" ? null : figureOf(cell);
/** A figure of the images, which there is none of where no image came. */
const ofImages =
  (figureOf: (cell: ComparisonCell) => Figure) =>
  (cell: ComparisonCell): Figure =>
    cell.images.length === 0 ? null : figureOf(cell);
/** A part of the time, which a provider may not show. */
const ofTime = (partOf: (timing: ComparisonCell["timing"]) => number | undefined) =>
  ofCall(({ timing }) => partOf(timing) ?? null);

/** Every column, left to right. */
export const NUMBER_COLUMNS: readonly NumberColumn[] = [
  figure("Request", (_, { id }) => id, whole),
  word("Prompt", (_, { prompt }) => shorten(prompt, 36)),
  word("Provider", ({ provider }) => provider),
  word("Model", (_, { model }) => model),
  word("Status", ({ status }) => statusWord(status)),
  figure(
    "Images",
    ofCall(({ images }) => images.length),
    whole,
  ),
  figure("Asked for", (_, { n }) => n, whole),
  figure("Estimate", ({ cost }) => cost.estimatedUsd, formatUsd),
  figure(
    "Cost",
    ofCall(({ cost }) => cost.usd),
    formatUsd,
  ),
  figure("An image", (cell, { n }) => (cell.images.length > 0 ? imagePrice(cell, n)?.usd : null), formatUsd),
  word("Basis", ({ cost, status }) => (status === "ineligible" ? "" : cost.basis)),
  figure(
    "Off the estimate",
    ofCall(({ cost }) => cost.deltaUsd),
    signed,
  ),
  figure(
    "At risk",
    ofCall(({ cost }) => cost.atRiskUsd),
    formatUsd,
  ),
  figure(
    "Queued",
    ofTime(({ queuedMs }) => queuedMs),
    formatMs,
  ),
  figure(
    "Running",
    ofTime(({ runningMs }) => runningMs),
    formatMs,
  ),
  figure(
    "Download",
    ofTime(({ downloadMs }) => downloadMs),
    formatMs,
  ),
  figure(
    "Total",
    ofCall(({ timing }) => timing.totalMs),
    formatMs,
  ),
  figure(
    "Polls",
    ofCall(({ polls }) => polls),
    whole,
  ),
  word("Pixels", ({ images }) =>
    [...new Set(images.map(({ width, height }) => `${width} × ${height}`))].join(", "),
  ),
  figure(
    "Bytes",
    ofImages(({ images }) => images.reduce((sum, { bytes }) => sum + bytes.length, 0)),
    whole,
  ),
  word("Ratio", (_, { aspectRatio }) => aspectRatio),
  figure("Seed", (_, { seed }) => seed, whole),
];

/** `ineligible` in words for a person; the others read as they are. */
export const statusWord = (status: string): string => (status === "ineligible" ? "not asked" : status);
