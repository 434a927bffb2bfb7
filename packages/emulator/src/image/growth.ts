import { type Canvas, type Layer, nothing } from "./canvas.ts";
import { mix, toHex } from "./color.ts";
import { type Point, pathOf, short } from "./shape.ts";

/** One line of hills. */
export interface Ridge {
  /** 0 far, 1 near. */
  depth: number;
  /** The height of the line at `x`, in pixels from the top. */
  lineAt(x: number): number;
}

/** What grows on a ridge: trees or houses. */
export function drawGrowth(canvas: Canvas, ridge: Ridge, index: number): Layer {
  if (ridge.depth < 0.25) return nothing;
  if (canvas.mood.place === "forest") return drawTrees(canvas, ridge, index);
  if (canvas.mood.place === "city") return drawHouses(canvas, ridge, index);
  return nothing;
}

function drawTrees(
  { palette, mood, width, height, complexity, movement, randomFor }: Canvas,
  ridge: Ridge,
  index: number,
): Layer {
  const random = randomFor(`trees ${index}`);
  const tall = height * (0.045 + 0.13 * ridge.depth);
  const caps: string[] = [];
  const count = Math.round((width / tall) * (2.2 + 1.6 * complexity));
  const trees = Array.from({ length: Math.max(4, count) }, () => {
    const x = random.next() * width;
    const size = tall * (0.55 + 0.75 * random.next());
    const y = ridge.lineAt(x) + size * 0.12;
    const lean = movement * size * 0.22;
    const half = size * 0.2;
    const at = (share: number, side: number): Point => [x + lean * share + side * half, y - size * share];
    caps.push(pathOf([at(0.8, -0.28), at(1, 0), at(0.8, 0.28), at(0.84, 0.1), at(0.78, 0), at(0.84, -0.1)]));
    return pathOf([
      at(0, -0.12),
      at(0.1, -0.12),
      at(0.1, -1),
      at(0.42, -0.45),
      at(0.36, -0.75),
      at(0.68, -0.3),
      at(0.62, -0.5),
      at(1, 0),
      at(0.62, 0.5),
      at(0.68, 0.3),
      at(0.36, 0.75),
      at(0.42, 0.45),
      at(0.1, 1),
      at(0.1, 0.12),
      at(0, 0.12),
    ]);
  });
  const color = mix(
    mix(palette.far, palette.horizon, 0.1),
    palette.near,
    Math.min(1, ridge.depth ** 0.8 + 0.12),
  );
  const snow =
    mood.weather === "snow"
      ? `<path d="${caps.join("")}" fill="${toHex(palette.light)}" fill-opacity="0.8"/>`
      : "";
  return { definitions: "", body: `<path d="${trees.join("")}" fill="${toHex(color)}"/>${snow}` };
}

function drawHouses(
  { palette, mood, width, height, complexity, unit, randomFor }: Canvas,
  ridge: Ridge,
  index: number,
): Layer {
  const random = randomFor(`houses ${index}`);
  const blocks: string[] = [];
  const windows: string[] = [];
  const isLit = mood.hour === "night" || mood.hour === "sunset";
  for (let x = -20 * unit; x < width; ) {
    const wide = (34 + 60 * random.next()) * unit * (0.6 + ridge.depth * 0.7);
    const tall = height * (0.08 + 0.3 * random.next() ** 2) * (0.7 + 0.3 * ridge.depth);
    const top = ridge.lineAt(x + wide / 2) - tall;
    blocks.push(
      pathOf([
        [x, height],
        [x, top],
        [x + wide * 0.5, top - (random.next() < 0.3 ? 22 * unit : 0)],
        [x + wide, top],
        [x + wide, height],
      ]),
    );
    const grid = 12 * unit;
    for (let wy = top + grid; wy < top + tall; wy += grid * 1.4) {
      for (let wx = x + grid * 0.7; wx < x + wide - grid * 0.6; wx += grid) {
        if (random.next() < 0.3 + 0.2 * complexity)
          windows.push(
            `M${short(wx)} ${short(wy)}h${short(grid * 0.42)}v${short(grid * 0.62)}h${short(-grid * 0.42)}z`,
          );
      }
    }
    x += wide * (1.02 + 0.25 * random.next());
  }
  const color = mix(palette.far, palette.near, ridge.depth ** 0.7);
  const glass = isLit ? palette.accent : mix(palette.horizon, palette.light, 0.4);
  const body = `<path d="${blocks.join("")}" fill="${toHex(color)}"/><path d="${windows.join("")}" fill="${toHex(glass)}" fill-opacity="${isLit ? 0.85 : 0.3}"/>`;
  return { definitions: "", body };
}
