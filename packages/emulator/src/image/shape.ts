import type { Random } from "../random.ts";

/** A point in pixels. */
export type Point = readonly [x: number, y: number];

/** A coordinate as short as one decimal allows. */
export const short = (value: number) => String(Math.round(value * 10) / 10);

/** The points as an SVG path, closed or open. */
export function pathOf(points: readonly Point[], isClosed = true): string {
  const [first, ...others] = points;
  if (!first) return "";
  const rest = others.map(([x, y]) => `L${short(x)} ${short(y)}`).join("");
  return `M${short(first[0])} ${short(first[1])}${rest}${isClosed ? "Z" : ""}`;
}

/** A smooth function of one variable between about −1 and 1: several octaves of value noise. */
export function wave(random: Random, octaves: number, roughness: number): (x: number) => number {
  const layers = Array.from({ length: octaves }, () =>
    Array.from({ length: 64 }, () => random.next() * 2 - 1),
  );
  return (x) => {
    let sum = 0;
    let weight = 1;
    let total = 0;
    let frequency = 1;
    for (const values of layers) {
      sum += weight * sample(values, x * frequency);
      total += weight;
      weight *= roughness;
      frequency *= 2.03;
    }
    return sum / total;
  };
}

function sample(values: readonly number[], x: number): number {
  const cell = Math.floor(x);
  const share = x - cell;
  const smooth = share * share * (3 - 2 * share);
  const at = (index: number) => values[((index % values.length) + values.length) % values.length] ?? 0;
  return at(cell) + (at(cell + 1) - at(cell)) * smooth;
}

/** A vertical gradient: stops from top to bottom as `[offset, color, opacity]`. */
export function verticalGradient(id: string, stops: readonly (readonly [number, string, number])[]): string {
  const marks = stops.map(
    ([offset, color, opacity]) =>
      `<stop offset="${offset}" stop-color="${color}" stop-opacity="${opacity}"/>`,
  );
  return `<linearGradient id="${id}" x1="0" y1="0" x2="0" y2="1">${marks.join("")}</linearGradient>`;
}

/** A radial gradient around the middle of what it fills. */
export function radialGradient(id: string, stops: readonly (readonly [number, string, number])[]): string {
  const marks = stops.map(
    ([offset, color, opacity]) =>
      `<stop offset="${offset}" stop-color="${color}" stop-opacity="${opacity}"/>`,
  );
  return `<radialGradient id="${id}">${marks.join("")}</radialGradient>`;
}
