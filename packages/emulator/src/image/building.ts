import type { Random } from "../random.ts";
import type { Canvas, Layer } from "./canvas.ts";
import { mix, toHex } from "./color.ts";
import { type Point, pathOf, radialGradient, short } from "./shape.ts";
import { awayFromLight, mound } from "./spot.ts";

/** A striped tower on a rock, its lamp lit. */
export function drawLighthouse(canvas: Canvas, random: Random): Layer {
  const { palette, mood, height, width, horizonY, unit } = canvas;
  const x = awayFromLight(canvas, random);
  const foot = horizonY + height * 0.1;
  const tall = height * 0.36;
  const half = tall * 0.085;
  const top = foot - tall;
  const dark = toHex(mix(palette.near, palette.far, 0.15));
  const pale = toHex(mix(palette.light, palette.far, 0.25));
  const at = (share: number, side: number): Point => [
    x + side * half * (1.15 - 0.42 * share),
    foot - tall * share,
  ];
  const stripes = [0.12, 0.42, 0.72].map((from) =>
    pathOf([at(from, -1), at(from + 0.15, -1), at(from + 0.15, 1), at(from, 1)]),
  );
  const rockPoints: Point[] = [[x - width * 0.17, foot + height * 0.075]];
  for (let step = 0; step <= 14; step += 1) {
    const share = step / 14;
    const bulge = Math.sin(share * Math.PI);
    rockPoints.push([
      x - width * 0.16 + share * width * 0.32,
      foot + height * 0.06 - bulge * height * 0.075 - random.next() * 12 * unit,
    ]);
  }
  rockPoints.push([x + width * 0.17, foot + height * 0.075]);
  const lampY = top - half * 0.95;
  const reach = width * 0.62;
  const beams = [-1, 1].map((side) =>
    pathOf([
      [x, lampY],
      [x + side * reach, lampY - height * 0.11],
      [x + side * reach, lampY + height * 0.01],
    ]),
  );
  const isDim = mood.hour === "day" && mood.weather === "clear";
  const body = [
    `<path d="${beams.join("")}" fill="url(#beam)" fill-opacity="${isDim ? 0.35 : 1}"/>`,
    `<path d="${pathOf(rockPoints)}" fill="${dark}"/>`,
    `<path d="${pathOf([at(0, -1), at(1, -1), at(1, 1), at(0, 1)])}" fill="${pale}"/>`,
    `<path d="${stripes.join("")}" fill="${toHex(mix(palette.accent, palette.near, 0.45))}"/>`,
    `<rect x="${short(x - half * 0.95)}" y="${short(top - half * 0.25)}" width="${short(half * 1.9)}" height="${short(half * 0.3)}" fill="${dark}"/>`,
    `<rect x="${short(x - half * 0.55)}" y="${short(top - half * 1.5)}" width="${short(half * 1.1)}" height="${short(half * 1.3)}" fill="${toHex(palette.light)}"/>`,
    `<path d="${pathOf([
      [x - half * 0.8, top - half * 1.45],
      [x, top - half * 2.35],
      [x + half * 0.8, top - half * 1.45],
    ])}" fill="${dark}"/>`,
    `<circle cx="${short(x)}" cy="${short(lampY)}" r="${short(half * 4.5)}" fill="url(#lamp)"/>`,
  ];
  const lamp = radialGradient("lamp", [
    [0, toHex(palette.light), 0.95],
    [0.3, toHex(palette.accent), 0.4],
    [1, toHex(palette.accent), 0],
  ]);
  const beam = radialGradient("beam", [
    [0, toHex(palette.light), 0.6],
    [0.5, toHex(palette.light), 0.2],
    [1, toHex(palette.light), 0],
  ]).replace(
    "<radialGradient ",
    `<radialGradient gradientUnits="userSpaceOnUse" cx="${short(x)}" cy="${short(lampY)}" r="${short(reach)}" `,
  );
  return { definitions: lamp + beam, body: body.join("") };
}

/** A hut with lit windows. */
export function drawCabin(canvas: Canvas, random: Random): Layer {
  const { palette, height, horizonY, unit } = canvas;
  const x = awayFromLight(canvas, random);
  const size = height * 0.12;
  const y = horizonY + (height - horizonY) * 0.52;
  const dark = toHex(mix(palette.near, palette.far, 0.1));
  const roof = toHex(mix(palette.near, palette.accent, 0.35));
  const walls = `<rect x="${short(x - size * 0.6)}" y="${short(y - size * 0.6)}" width="${short(size * 1.2)}" height="${short(size * 0.66)}" fill="${dark}"/>`;
  const top = pathOf([
    [x - size * 0.8, y - size * 0.56],
    [x - size * 0.1, y - size * 1.15],
    [x + size * 0.8, y - size * 0.56],
  ]);
  const pane = (dx: number) =>
    `<rect x="${short(x + dx * size)}" y="${short(y - size * 0.42)}" width="${short(size * 0.22)}" height="${short(size * 0.24)}" fill="${toHex(palette.light)}"/>`;
  const glow = `<circle cx="${short(x)}" cy="${short(y - size * 0.3)}" r="${short(size * 1.3)}" fill="url(#hearth)"/>`;
  const chimney = `<rect x="${short(x + size * 0.32)}" y="${short(y - size * 1.15)}" width="${short(size * 0.13)}" height="${short(size * 0.4)}" fill="${dark}" stroke-width="${unit}"/>`;
  const definitions = radialGradient("hearth", [
    [0, toHex(palette.accent), 0.45],
    [1, toHex(palette.accent), 0],
  ]);
  return {
    definitions,
    body: `${mound(canvas, x, y, size * 2.4)}${glow}${walls}${chimney}<path d="${top}" fill="${roof}"/>${pane(-0.36)}${pane(0.14)}`,
  };
}
