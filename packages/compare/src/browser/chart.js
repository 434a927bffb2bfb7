import { drawCost, drawTime, timePartsOf } from "./bars.js";
import { find, findAll, reveal } from "./element.js";
import { drawScatter } from "./scatter.js";

/** @import { PageCell } from "../report/page-data.ts" */

/**
 * Draws every chart from these cells, as wide as there is room.
 *
 * @param {readonly PageCell[]} cells
 */
export function drawCharts(cells) {
  const drawn = cells.filter(({ images }) => images > 0);
  const board = reveal(find("[data-charts]", HTMLElement));
  for (const [name, draw] of Object.entries({ cost: drawCost, time: drawTime, scatter: drawScatter })) {
    const room = find(`[data-chart="${name}"] [data-plot]`, HTMLElement, board);
    room.replaceChildren(...draw(drawn, room.clientWidth));
  }
  const parts = timePartsOf(drawn);
  for (const key of findAll("[data-part]", HTMLElement, board))
    key.hidden = !parts.includes(key.dataset.part ?? "");
}

/**
 * Calls back whenever the charts have more or less room than before.
 *
 * @param {() => void} draw
 */
export function onRoomChange(draw) {
  const rooms = findAll("[data-plot]", HTMLElement);
  const widths = () => rooms.map(({ clientWidth }) => clientWidth).join();
  let known = widths();
  const observer = new ResizeObserver(() => {
    if (widths() === known) return;
    known = widths();
    draw();
  });
  for (const room of rooms) observer.observe(room);
}
