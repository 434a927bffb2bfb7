import { type Canvas, type Layer, nothing, stack } from "./canvas.ts";
import { mix, toHex } from "./color.ts";
import { drawGrowth, type Ridge } from "./growth.ts";
import { type Point, pathOf, short, verticalGradient, wave } from "./shape.ts";
import { drawWater } from "./water.ts";

/** The land, from the far hills to the foreground. */
export function drawLand(canvas: Canvas): Layer {
  const ridges = ridgesOf(canvas);
  const layers = ridges.map((ridge, index) =>
    stack(drawRidge(canvas, ridge, index), drawMist(canvas, ridge, index)),
  );
  if (canvas.mood.place === "sea") return stack(...layers, drawWater(canvas));
  return stack(...layers);
}

function ridgesOf({ mood, width, height, horizonY, complexity, randomFor, creativity }: Canvas): Ridge[] {
  const isSea = mood.place === "sea";
  const isSmooth = mood.place === "desert";
  const count = Math.max(2, Math.round((isSea ? 2 : 4 + creativity * 0.5) + 2 * complexity));
  return Array.from({ length: count }, (_, index) => {
    const depth = count === 1 ? 1 : index / (count - 1);
    const random = randomFor(`ridge ${index}`);
    const octaves = isSmooth ? 1 + Math.round(1 + complexity) : Math.round(4 + 2.5 * complexity);
    const shape = wave(random, Math.max(1, octaves), isSmooth ? 0.3 : 0.46 + 0.1 * complexity);
    const start = random.next() * 40;
    const reach = isSea ? horizonY + height * 0.012 : horizonY + (height * 0.97 - horizonY) * depth ** 1.25;
    const tall = (isSea ? 0.1 : isSmooth ? 0.09 : 0.24 - 0.1 * depth) * height;
    const stretch = (isSmooth ? 2.2 : 3.4) * (1 + depth * 0.4) * (width / height) ** 0.5;
    const lineAt = (x: number) => {
      const lift = shape(start + (x / width) * stretch);
      const edge = isSea
        ? Math.max(0, lift - 0.05 - 0.25 * (1 - Math.abs(x / width - 0.5) * 2)) * 1.5
        : lift * 0.5 + 0.5;
      return reach - edge * tall - (isSea ? 0 : (1 - depth) * height * 0.02);
    };
    return { depth, lineAt };
  });
}

function drawRidge(canvas: Canvas, ridge: Ridge, index: number): Layer {
  const { palette, width, height, mood } = canvas;
  const color = mix(mix(palette.far, palette.horizon, 0.25), palette.near, ridge.depth ** 0.9);
  const base = mix(color, palette.horizon, mood.weather === "fog" ? 0.6 : 0.28 * (1 - ridge.depth));
  const bottom = mood.place === "sea" ? canvas.horizonY + 2 : height;
  const line: Point[] = [];
  const steps = Math.round(width / 7);
  for (let step = 0; step <= steps; step += 1) {
    const x = (step / steps) * width;
    line.push([x, ridge.lineAt(x)]);
  }
  const id = `ridge${index}`;
  const definitions = verticalGradient(id, [
    [0, toHex(color), 1],
    [1, toHex(base), 1],
  ]);
  const body = `<path d="${pathOf([...line, [width, bottom], [0, bottom]])}" fill="url(#${id})"/>`;
  const isCapped = mood.place === "desert" || (mood.weather === "snow" && mood.place === "mountain");
  const crest = isCapped ? drawCaps(canvas, ridge, line) : "";
  return stack({ definitions, body: body + crest }, drawGrowth(canvas, ridge, index));
}

/** Light on the crests: snow on peaks, sun on dunes. */
function drawCaps(
  { palette, mood, height, randomFor }: Canvas,
  ridge: Ridge,
  line: readonly Point[],
): string {
  const random = randomFor(`caps ${ridge.depth}`);
  const heights = line.map(([, y]) => y);
  const peak = Math.min(...heights);
  const snowline = peak + (Math.max(...heights) - peak) * 0.62;
  const fringe = wave(random, 3, 0.7);
  const under = line
    .map(([x, y]): Point => [x, y + Math.max(0, snowline - y) * (0.5 + 0.35 * fringe(x / 23))])
    .reverse();
  const color =
    mood.weather === "snow" ? mix(palette.light, palette.far, 0.12 + 0.2 * (1 - ridge.depth)) : palette.light;
  const opacity = mood.weather === "snow" ? 0.85 - 0.3 * ridge.depth : 0.16;
  const shifted =
    mood.weather === "snow" ? under : line.map(([x, y]): Point => [x, y + height * 0.016]).reverse();
  return `<path d="${pathOf([...line, ...shifted])}" fill="${toHex(color)}" fill-opacity="${short(opacity)}"/>`;
}

/** Haze in front of each ridge: depth, and a lot of it in fog. */
function drawMist({ mood, palette, width, height }: Canvas, ridge: Ridge, index: number): Layer {
  const opacity = mood.weather === "fog" ? 0.62 * (1 - ridge.depth * 0.75) : 0.2 * (1 - ridge.depth);
  if (opacity < 0.02 || mood.place === "sea") return nothing;
  const middle = ridge.lineAt(width / 2);
  const tall = height * (mood.weather === "fog" ? 0.3 : 0.16);
  const color = toHex(mix(palette.horizon, palette.light, 0.3));
  const definitions = verticalGradient(`mist${index}`, [
    [0, color, 0],
    [0.6, color, opacity],
    [1, color, 0],
  ]);
  return {
    definitions,
    body: `<rect y="${short(middle)}" width="${width}" height="${short(tall)}" fill="url(#mist${index})"/>`,
  };
}
