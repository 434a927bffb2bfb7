import type { Random } from "../random.ts";
import type { Canvas, Layer } from "./canvas.ts";
import { mix, toHex } from "./color.ts";
import { type Point, pathOf, short } from "./shape.ts";
import { awayFromLight, mound } from "./spot.ts";

/** A sailing boat. */
export function drawBoat(canvas: Canvas, random: Random): Layer {
  const { palette, height, horizonY, movement } = canvas;
  const x = awayFromLight(canvas, random);
  const size = height * 0.16;
  const y = horizonY + height * 0.14;
  const lean = movement * size * 0.25;
  const dark = toHex(palette.near);
  const sail = toHex(mix(palette.light, palette.horizon, 0.25));
  const hull = pathOf([
    [x - size * 0.5, y - size * 0.12],
    [x + size * 0.55, y - size * 0.12],
    [x + size * 0.34, y + size * 0.08],
    [x - size * 0.36, y + size * 0.08],
  ]);
  const main = pathOf([
    [x + size * 0.04, y - size * 0.16],
    [x + lean + size * 0.04, y - size],
    [x + size * 0.5, y - size * 0.2],
  ]);
  const fore = pathOf([
    [x - size * 0.02, y - size * 0.18],
    [x + lean, y - size * 0.92],
    [x - size * 0.4, y - size * 0.2],
  ]);
  const body = `<path d="${main}${fore}" fill="${sail}"/><path d="${hull}" fill="${dark}"/>`;
  return { definitions: "", body };
}

/** A lone tree on a mound. */
export function drawTree(canvas: Canvas, random: Random): Layer {
  const { palette, height, horizonY, movement, complexity } = canvas;
  const x = awayFromLight(canvas, random);
  const foot = horizonY + (height - horizonY) * 0.55;
  const branches: string[] = [];
  const leaves: string[] = [];
  const grow = (from: Point, angle: number, length: number, depth: number) => {
    const bend = angle + (random.next() - 0.5) * 0.35 + movement * 0.1;
    const to: Point = [from[0] + Math.sin(bend) * length, from[1] - Math.cos(bend) * length];
    branches.push(`<path d="${pathOf([from, to], false)}" stroke-width="${short(1 + length * 0.16)}"/>`);
    if (depth <= 2) {
      const radius = length * (0.5 + random.next() * 0.5) + height * 0.008;
      leaves.push(
        `<circle cx="${short(to[0])}" cy="${short(to[1])}" r="${short(radius)}" fill-opacity="${short(0.3 + random.next() * 0.4)}"/>`,
      );
    }
    if (depth === 0) return;
    for (const turn of [-0.62, -0.05, 0.58])
      grow(to, bend + turn, length * (0.66 + 0.14 * random.next()), depth - 1);
  };
  grow([x, foot], 0, height * 0.11, complexity < -0.4 ? 3 : 4);
  const dark = toHex(mix(palette.near, palette.far, 0.05));
  const crown = toHex(mix(palette.accent, palette.near, 0.3));
  const wood = `<g stroke="${dark}" stroke-linecap="round">${branches.join("")}</g>`;
  return {
    definitions: "",
    body: `${mound(canvas, x, foot, height * 0.32)}${wood}<g fill="${crown}">${leaves.join("")}</g>`,
  };
}
