import { type Canvas, type Layer, nothing, stack } from "./canvas.ts";
import { mix, toHex } from "./color.ts";
import { type Point, pathOf, radialGradient, short, verticalGradient, wave } from "./shape.ts";

/** The sky with everything in it. */
export function drawSky(canvas: Canvas): Layer {
  const { palette, width, height, horizonY } = canvas;
  const stops = [
    [0, toHex(palette.skyTop), 1],
    [0.55, toHex(palette.skyMiddle), 1],
    [1, toHex(palette.horizon), 1],
  ] as const;
  const ground: Layer = {
    definitions: verticalGradient("sky", stops),
    body: `<rect width="${width}" height="${height}" fill="${toHex(palette.horizon)}"/><rect width="${width}" height="${short(horizonY + 2)}" fill="url(#sky)"/>`,
  };
  return stack(
    ground,
    drawStars(canvas),
    drawAurora(canvas),
    drawLight(canvas),
    drawRings(canvas),
    drawClouds(canvas),
  );
}

function drawStars({ mood, width, horizonY, unit, complexity, randomFor, palette }: Canvas): Layer {
  if (mood.hour !== "night") return nothing;
  const random = randomFor("stars");
  const count = Math.round(130 * (1 + 0.9 * complexity));
  const sizes = [1.4, 2.2, 3.4].map((size, rank) => {
    const dots = Array.from({ length: count >> rank }, () => {
      const y = random.next() ** 1.5 * horizonY;
      return `M${short(random.next() * width)} ${short(y)}h.01`;
    });
    return `<path d="${dots.join("")}" stroke="${toHex(palette.light)}" stroke-opacity="${0.35 + rank * 0.25}" stroke-width="${short(size * unit)}" stroke-linecap="round"/>`;
  });
  return { definitions: "", body: sizes.join("") };
}

/** High creativity only: ribbons of light at night, rays by day. */
function drawAurora(canvas: Canvas): Layer {
  const { creativity, mood, palette, width, horizonY, light, randomFor } = canvas;
  if (creativity < 3) return nothing;
  const random = randomFor("aurora");
  if (mood.hour !== "night") {
    const rays = Array.from({ length: 11 }, (_, index) => {
      const angle = (index / 11) * Math.PI * 2 + random.next() * 0.3;
      const spread = 0.03 + random.next() * 0.05;
      const reach = width * 1.3;
      const tip = (turn: number): Point => [
        light.x + Math.cos(angle + turn) * reach,
        light.y + Math.sin(angle + turn) * reach,
      ];
      return pathOf([[light.x, light.y], tip(-spread), tip(spread)]);
    });
    const body = `<path d="${rays.join("")}" fill="${toHex(palette.light)}" fill-opacity="0.13"/>`;
    return { definitions: "", body };
  }
  const ribbons = Array.from({ length: 3 }, (_, index) => {
    const bend = wave(random, 3, 0.5);
    const base = horizonY * (0.3 + 0.16 * index);
    const top: Point[] = [];
    const bottom: Point[] = [];
    for (let step = 0; step <= 60; step += 1) {
      const x = (step / 60) * width;
      const y = base + bend(step / 14) * horizonY * 0.2;
      top.push([x, y - horizonY * (0.3 + 0.1 * bend(step / 5 + 9))]);
      bottom.unshift([x, y]);
    }
    return `<path d="${pathOf([...top, ...bottom])}" fill="url(#aurora${index % 2})"/>`;
  });
  const colors = [palette.accent, mix(palette.accent, palette.skyMiddle, 0.5)];
  const definitions = colors.map((color, index) =>
    verticalGradient(`aurora${index}`, [
      [0, toHex(color), 0],
      [0.75, toHex(color), 0.32],
      [1, toHex(color), 0.02],
    ]),
  );
  return { definitions: definitions.join(""), body: ribbons.join("") };
}

function drawLight({ light, palette, mood, unit }: Canvas): Layer {
  const color = toHex(palette.light);
  const glow = radialGradient("glow", [
    [0, color, mood.weather === "fog" ? 0.75 : 0.9],
    [0.22, color, 0.34],
    [0.55, color, 0.1],
    [1, color, 0],
  ]);
  const { x, y, radius } = light;
  const disc = `<circle cx="${short(x)}" cy="${short(y)}" r="${short(radius)}" fill="${color}" fill-opacity="${mood.weather === "fog" ? 0.8 : 1}"/>`;
  const halo = `<circle cx="${short(x)}" cy="${short(y)}" r="${short(radius * 5.2)}" fill="url(#glow)"/>`;
  if (mood.hour !== "night") return { definitions: glow, body: halo + disc };
  const seas = [
    [-0.3, -0.2, 0.22],
    [0.25, 0.15, 0.3],
    [-0.05, 0.45, 0.16],
  ] as const;
  const craters = seas.map(
    ([dx, dy, size]) =>
      `<circle cx="${short(x + dx * radius)}" cy="${short(y + dy * radius)}" r="${short(size * radius)}"/>`,
  );
  const shade = `<g fill="${toHex(palette.skyMiddle)}" fill-opacity="0.16" stroke-width="${unit}">${craters.join("")}</g>`;
  return { definitions: glow, body: halo + disc + shade };
}

/** From medium creativity on: a construction around the light. */
function drawRings({ creativity, light, palette, unit, randomFor }: Canvas): Layer {
  if (creativity < 2) return nothing;
  const random = randomFor("rings");
  const rings = Array.from({ length: creativity === 3 ? 7 : 4 }, (_, index) => {
    const radius = light.radius * (1.7 + index * 0.75 + random.next() * 0.3);
    const gap = 20 + random.next() * 160;
    const dash =
      index % 2 === 1 ? ` stroke-dasharray="${short(gap * unit)} ${short(gap * 0.35 * unit)}"` : "";
    return `<circle cx="${short(light.x)}" cy="${short(light.y)}" r="${short(radius)}" stroke-opacity="${short(0.75 - index * 0.09)}"${dash}/>`;
  });
  const body = `<g fill="none" stroke="${toHex(palette.light)}" stroke-width="${short(2.2 * unit)}">${rings.join("")}</g>`;
  return { definitions: "", body };
}

/** From low creativity on: long thin clouds. */
function drawClouds({
  creativity,
  mood,
  palette,
  width,
  horizonY,
  unit,
  complexity,
  movement,
  randomFor,
}: Canvas): Layer {
  if (creativity < 1) return nothing;
  const random = randomFor("clouds");
  const count = Math.round((mood.weather === "fog" ? 16 : 9) * (1 + 0.6 * complexity));
  const color = mix(palette.horizon, palette.light, mood.hour === "night" ? 0.05 : 0.55);
  const clouds = Array.from({ length: count }, () => {
    const x = random.next() * width;
    const y = (0.12 + 0.8 * random.next() ** 1.2) * horizonY;
    const length = width * (0.1 + 0.26 * random.next()) * (1 + 0.5 * Math.abs(movement));
    const thick = (8 + 22 * random.next()) * unit * (1 - 0.4 * movement);
    const tilt = -movement * length * 0.1;
    const end = `${short(x + length)} ${short(y + tilt)}`;
    return `<path d="M${short(x - length)} ${short(y - tilt)}Q${short(x)} ${short(y - thick)} ${end}Q${short(x)} ${short(y + thick * 0.7)} ${short(x - length)} ${short(y - tilt)}Z" fill-opacity="${short(0.12 + random.next() * 0.25)}"/>`;
  });
  return { definitions: "", body: `<g fill="${toHex(color)}">${clouds.join("")}</g>` };
}
