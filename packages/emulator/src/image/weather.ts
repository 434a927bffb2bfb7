import { type Canvas, type Layer, nothing } from "./canvas.ts";
import { mix, toHex } from "./color.ts";
import { short, verticalGradient } from "./shape.ts";

/** What the weather lays over the scene: banks of fog, or falling snow. */
export function drawWeather(canvas: Canvas): Layer {
  if (canvas.mood.weather === "fog") return drawFog(canvas);
  return canvas.mood.weather === "snow" ? drawSnow(canvas) : nothing;
}

function drawFog({ palette, width, height, horizonY, randomFor }: Canvas): Layer {
  const random = randomFor("fog");
  const color = toHex(mix(palette.horizon, palette.light, 0.45));
  const definitions =
    verticalGradient("fogbank", [
      [0, color, 0],
      [0.5, color, 0.5],
      [1, color, 0],
    ]) +
    verticalGradient("fogveil", [
      [0, color, 0.12],
      [0.6, color, 0.42],
      [1, color, 0.1],
    ]);
  const banks = Array.from({ length: 5 }, (_, index) => {
    const y = horizonY + (index / 5 - 0.35) * height * 0.5 + random.next() * height * 0.05;
    const tall = height * (0.1 + 0.12 * random.next());
    return `<rect y="${short(y)}" width="${width}" height="${short(tall)}" fill="url(#fogbank)"/>`;
  });
  return {
    definitions,
    body: `<rect width="${width}" height="${height}" fill="url(#fogveil)"/>${banks.join("")}`,
  };
}

function drawSnow({ width, height, unit, complexity, movement, randomFor }: Canvas): Layer {
  const random = randomFor("snow");
  const sizes = [2.4, 4, 6.5].map((size, rank) => {
    const flakes = Array.from({ length: Math.round((180 * (1 + 0.6 * complexity)) / (rank + 1)) }, () => {
      const drift = movement * size * 5 * unit;
      return `M${short(random.next() * width)} ${short(random.next() * height)}l${short(drift + 0.01)} ${short(Math.abs(drift) * 0.5)}`;
    });
    return `<path d="${flakes.join("")}" stroke-width="${short(size * unit)}" stroke-opacity="${short(0.4 + rank * 0.2)}"/>`;
  });
  return {
    definitions: "",
    body: `<g fill="none" stroke="#ffffff" stroke-linecap="round">${sizes.join("")}</g>`,
  };
}
