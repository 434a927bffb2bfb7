import type { Random } from "../random.ts";
import type { Canvas } from "./canvas.ts";
import { mix, toHex } from "./color.ts";
import { short } from "./shape.ts";

/** A side of the picture that the light is not on. */
export function awayFromLight({ light, width }: Canvas, random: Random): number {
  const side = light.x > width / 2 ? 0.2 : 0.68;
  return width * (side + 0.12 * random.next());
}

/** A little ground of its own, so that nothing stands on water or on a slope. */
export function mound({ palette, height }: Canvas, x: number, y: number, half: number): string {
  const color = toHex(mix(palette.near, palette.far, 0.18));
  const tall = Math.min(half * 0.22, height * 0.05);
  return `<path d="M${short(x - half)} ${short(y + tall)}Q${short(x - half * 0.5)} ${short(y - tall * 0.9)} ${short(x)} ${short(y - tall * 0.2)}T${short(x + half)} ${short(y + tall)}Z" fill="${color}"/>`;
}
