import { colorOf, data } from "./data.js";
import { formatMs, formatPrice } from "./format.js";
import { nothingToDraw, plotOf, textElement } from "./plot.js";

/** @import { PageCell } from "../report/page-data.ts" */
/** @typedef {{ model: string, provider: string, value: number, text: string }} Bar */
/** @typedef {{ provider: string, name: string, fill: string, ms: number }} TimePart */

const BAR_HEIGHT = 34;
const BAR = { className: "bars", insetTop: 7, insetBottom: 7 };
/** The parts of the time, in the order in which they pass. */
const TIME_PARTS = ["queued", "running", "download", "whole"];

/**
 * The mean cost of an image, a bar for each provider.
 *
 * @param {readonly PageCell[]} cells
 * @param {number} width
 */
export function drawCost(cells, width) {
  const bars = groups(cells).map(({ provider, model, own }) => {
    const wanted = own.reduce((sum, { n }) => sum + n, 0);
    const usd = own.reduce((sum, { perImageUsd = Number.NaN, n }) => sum + perImageUsd * n, 0) / wanted;
    const isKnown = Number.isFinite(usd);
    const text = formatPrice(isKnown ? usd : undefined);
    return { provider, model, value: isKnown ? usd : 0, text, fill: colorOf(provider) };
  });
  return chartsOf("Cost of an image", bars, width, (own) =>
    Plot.barX(own, { x: "value", y: "provider", fill: "fill", rx: 2, ...BAR }),
  );
}

/**
 * The mean time of a request, a bar of parts for each provider.
 *
 * @param {readonly PageCell[]} cells
 * @param {number} width
 */
export function drawTime(cells, width) {
  const bars = groups(cells).map(({ provider, model, own }) => {
    const value = mean(own.map(({ totalMs }) => totalMs));
    const parts = TIME_PARTS.map((name) => ({
      provider,
      name,
      fill: `var(--part-${name})`,
      ms: mean(own.map((cell) => timePart(cell, name))),
    }));
    return { provider, model, value, text: formatMs(value), parts };
  });
  return chartsOf("Time of a request", bars, width, (own) =>
    Plot.barX(
      own.flatMap(({ parts }) => parts),
      Plot.stackX({
        x: "ms",
        y: "provider",
        z: "name",
        order: TIME_PARTS,
        fill: "fill",
        title: (/** @type {TimePart} */ part) =>
          `${part.name === "whole" ? "not told apart" : part.name}: ${formatMs(part.ms)}`,
        ...BAR,
      }),
    ),
  );
}

/**
 * The parts of the time that some of these cells have.
 *
 * @param {readonly PageCell[]} cells
 */
export const timePartsOf = (cells) =>
  TIME_PARTS.filter((name) => cells.some((cell) => Math.round(timePart(cell, name)) > 0));

/**
 * A part of the time of a call; `whole` is what belongs to no part that is known.
 *
 * @param {PageCell} cell
 * @param {string} name
 */
function timePart({ queuedMs = 0, runningMs = 0, downloadMs = 0, totalMs }, name) {
  const rest = Math.max(totalMs - queuedMs - runningMs - downloadMs, 0);
  return (
    new Map([
      ["queued", queuedMs],
      ["running", runningMs],
      ["download", downloadMs],
    ]).get(name) ?? rest
  );
}

/**
 * The cells of each provider for each model, in the order of the page.
 *
 * @param {readonly PageCell[]} cells
 */
const groups = (cells) =>
  data.models.flatMap((model) =>
    data.providers.flatMap((provider) => {
      const own = cells.filter((cell) => cell.model === model && cell.provider === provider);
      return own.length > 0 ? [{ model, provider, own }] : [];
    }),
  );

const mean = (/** @type {readonly number[]} */ values) =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

/**
 * A chart of bars for each model, all to one scale, with the figure at the end of each bar.
 *
 * @template {Bar} T
 * @param {string} name
 * @param {readonly T[]} bars
 * @param {number} width
 * @param {(own: T[]) => import("@observablehq/plot").Markish} markOf
 */
function chartsOf(name, bars, width, markOf) {
  if (bars.length === 0) return [nothingToDraw()];
  const most = Math.max(...bars.map(({ value }) => value)) || 1;
  const longest = Math.max(...bars.map(({ provider }) => provider.length));
  return data.models.flatMap((model) => {
    const own = bars.filter((bar) => bar.model === model);
    if (own.length === 0) return [];
    const providers = own.map(({ provider }) => provider);
    const chart = plotOf(
      `${name}, ${model}: ${own.map(({ provider, text }) => `${provider} ${text}`).join(", ")}`,
      {
        width,
        height: providers.length * BAR_HEIGHT,
        marginTop: 0,
        marginBottom: 0,
        marginLeft: Math.min(longest * 7 + 14, width / 3),
        marginRight: 76,
        x: { axis: null, domain: [0, most] },
        y: { label: null, domain: providers, tickSize: 0 },
        marks: [
          markOf(own),
          Plot.text(own, { x: "value", y: "provider", text: "text", textAnchor: "start", dx: 7 }),
        ],
      },
    );
    return data.models.length > 1 ? [textElement("p", "plot-model", model), chart] : [chart];
  });
}
