import { type Canvas, type Layer, stack } from "./canvas.ts";
import { mix, toHex } from "./color.ts";
import { short, verticalGradient } from "./shape.ts";

/** The sea, with the light on it and the haze above. */
export function drawWater(canvas: Canvas): Layer {
  const { palette, mood, width, height, horizonY, unit, light, complexity, movement, randomFor } = canvas;
  const random = randomFor("water");
  const deep = mix(palette.near, palette.skyTop, 0.3);
  const definitions = verticalGradient("water", [
    [0, toHex(mix(palette.horizon, palette.far, 0.4)), 1],
    [0.35, toHex(mix(palette.far, deep, 0.45)), 1],
    [1, toHex(deep), 1],
  ]);
  const surface = `<rect y="${short(horizonY)}" width="${width}" height="${short(height - horizonY)}" fill="url(#water)"/>`;
  const stroke = (x: number, y: number, length: number, opacity: number, color: string, thick: number) => {
    const swing = movement * 9 * unit * (0.3 + (y - horizonY) / height);
    const middle = x + length / 2;
    return `<path d="M${short(x)} ${short(y)}Q${short(middle - length / 4)} ${short(y - swing)} ${short(middle)} ${short(y)}T${short(x + length)} ${short(y)}" stroke="${color}" stroke-opacity="${short(opacity)}" stroke-width="${short(thick)}"/>`;
  };
  const glitter = Array.from({ length: 46 }, (_, index) => {
    const depth = (index + random.next()) / 46;
    const y = horizonY + (height - horizonY) * depth ** 1.4;
    const length = (30 + 190 * random.next()) * unit * (0.35 + depth);
    const x = light.x + (random.next() - 0.5) * 150 * unit * (0.3 + depth) - length / 2;
    return stroke(x, y, length, 0.55 * (1 - depth * 0.6), toHex(palette.light), (1.5 + 4 * depth) * unit);
  });
  const count = Math.round(90 * (1 + 0.8 * complexity) * (1 + 0.5 * movement));
  const waves = Array.from({ length: Math.max(12, count) }, () => {
    const depth = random.next();
    const y = horizonY + (height - horizonY) * depth ** 1.2;
    const length = (40 + 160 * random.next()) * unit * (0.4 + depth);
    const color = random.next() < 0.5 ? palette.horizon : palette.near;
    return stroke(
      random.next() * width - length / 2,
      y,
      length,
      0.12 + 0.25 * random.next(),
      toHex(color),
      (1 + 3 * depth) * unit,
    );
  });
  const lines = `<g fill="none" stroke-linecap="round">${waves.join("")}${mood.weather === "fog" ? glitter.slice(20).join("") : glitter.join("")}</g>`;
  return stack({ definitions, body: surface + lines }, drawSeaMist(canvas));
}

function drawSeaMist({ mood, palette, width, height, horizonY }: Canvas): Layer {
  const opacity = mood.weather === "fog" ? 0.85 : 0.25;
  const color = toHex(mix(palette.horizon, palette.light, 0.25));
  const tall = height * (mood.weather === "fog" ? 0.34 : 0.1);
  const definitions = verticalGradient("seamist", [
    [0, color, 0],
    [0.5, color, opacity],
    [1, color, 0],
  ]);
  return {
    definitions,
    body: `<rect y="${short(horizonY - tall / 2)}" width="${width}" height="${short(tall)}" fill="url(#seamist)"/>`,
  };
}
