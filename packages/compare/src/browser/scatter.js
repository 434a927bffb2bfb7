import { colorOf, data } from "./data.js";
import { formatMs, formatUsd } from "./format.js";
import { nothingToDraw, plotOf } from "./plot.js";

/** @import { PageCell } from "../report/page-data.ts" */
/** @typedef {{ provider: string, model: string, row: number, usd: number, seconds: number, text: string }} Dot */

/** @param {Dot} dot */
const tellDot = ({ provider, row, text }) => `${provider}, request ${row}: ${text}`;

/**
 * Whether one dot lies upon another, so that only one of them can be pointed at.
 *
 * @param {Dot} other
 * @param {Dot} dot
 * @param {number} longest
 */
const isHidden = (other, dot, longest) =>
  other.usd === dot.usd && Math.abs(other.seconds - dot.seconds) < longest * 0.01;

/** The dots of each model; the legend has them as characters. */
const SHAPES = ["circle", "diamond", "triangle", "square"];

/**
 * The cost of an image against the time of its request, a dot for each.
 *
 * @param {readonly PageCell[]} cells
 * @param {number} width
 */
export function drawScatter(cells, width) {
  const dots = cells.flatMap(({ provider, model, row, perImageUsd: usd, totalMs }) =>
    usd === undefined
      ? []
      : [
          {
            provider,
            model,
            row,
            usd,
            seconds: totalMs / 1000,
            text: `${formatUsd(usd)} in ${formatMs(totalMs)}`,
          },
        ],
  );
  if (dots.length === 0) return [nothingToDraw()];
  const from0 = (/** @type {number[]} */ values) => [0, Math.max(...values) * 1.15 || 1];
  const place = { x: "seconds", y: "usd" };
  const longest = Math.max(...dots.map(({ seconds }) => seconds));
  const tell = (/** @type {Dot} */ dot) =>
    dots
      .filter((other) => isHidden(other, dot, longest))
      .map(tellDot)
      .join("\n");
  const name = `Cost against time: ${dots.map(({ provider, row, text }) => `${provider} request ${row} ${text}`).join(", ")}`;
  const chart = plotOf(name, {
    width,
    height: Math.min(Math.max(width * 0.6, 230), 320),
    marginLeft: 54,
    marginBottom: 40,
    symbol: { domain: data.models, range: SHAPES },
    x: {
      domain: from0(dots.map(({ seconds }) => seconds)),
      ticks: 5,
      label: "seconds a request",
      labelAnchor: "right",
    },
    y: {
      domain: from0(dots.map(({ usd }) => usd)),
      ticks: 5,
      tickFormat: formatUsd,
      label: "dollars an image",
    },
    marks: [
      Plot.gridX({ ticks: 5 }),
      Plot.gridY({ ticks: 5 }),
      Plot.dot(dots, {
        ...place,
        className: "dots",
        symbol: "model",
        r: 6,
        fill: (/** @type {Dot} */ { provider }) => colorOf(provider),
        stroke: "var(--surface)",
        strokeWidth: 1.5,
      }),
      Plot.tip(dots, Plot.pointer({ ...place, className: "tip", title: tell })),
    ],
  });
  return [chart];
}
