import type { Random } from "../random.ts";
import type { Artwork } from "./artwork.ts";
import type { Mood } from "./mood.ts";
import type { Palette } from "./palette.ts";

/** What every part of a drawing works with. */
export interface Canvas {
  artwork: Artwork;
  mood: Mood;
  palette: Palette;
  width: number;
  height: number;
  /** A thousandth of the shorter side: the unit for line widths and small things. */
  unit: number;
  /** Where the ground begins. */
  horizonY: number;
  /** The sun or the moon. */
  light: { x: number; y: number; radius: number };
  /** 0 raw, 1 low, 2 medium, 3 high. */
  creativity: number;
  /** −1 to 1, how much detail. Larger models have a little more. */
  complexity: number;
  /** −1 to 1, how much flow. */
  movement: number;
  /** A source of chance of its own for each part, so that one part does not disturb the others. */
  randomFor(part: string): Random;
}

/** One layer of a drawing: gradients and the like, and what is seen. */
export interface Layer {
  definitions: string;
  body: string;
}

/** An empty layer, to build on. */
export const nothing: Layer = { definitions: "", body: "" };

/** Layers as one, bottom to top. */
export function stack(...layers: readonly Layer[]): Layer {
  return {
    definitions: layers.map((layer) => layer.definitions).join(""),
    body: layers.map((layer) => layer.body).join(""),
  };
}
