import { hashText, type Random } from "../random.ts";
import type { Artwork } from "./artwork.ts";
import { type Color, colorOf, contrast, mix, saturate, turnHue } from "./color.ts";
import type { Hour, Mood } from "./mood.ts";

/** The colors of one scene. */
export interface Palette {
  skyTop: Color;
  skyMiddle: Color;
  horizon: Color;
  /** The sun or the moon. */
  light: Color;
  /** The farthest and the nearest ground. */
  far: Color;
  near: Color;
  /** Lit windows, aurora, rings. */
  accent: Color;
}

type Swatch = readonly [string, string, string, string, string, string, string];

/** Hand-picked skies: top, middle, horizon, light, far, near, accent. */
const palettes: Record<Hour, readonly [Swatch, ...Swatch[]]> = {
  dawn: [
    ["#5b7fb4", "#c9a7c7", "#fcd5b8", "#fff3d6", "#b79ab8", "#2f3050", "#ff8f7a"],
    ["#3f7f93", "#9fcfc6", "#fbe3c2", "#fff6dd", "#8fb3ae", "#1c3a46", "#f2a65a"],
    ["#6b6fae", "#e3a8b6", "#ffd9b0", "#fffbe8", "#a78ab4", "#2a2444", "#ffc46b"],
  ],
  day: [
    ["#2c6fb7", "#74b3dd", "#dff0ee", "#fffdf2", "#8fb4c9", "#1f4a4f", "#f6b23c"],
    ["#1d7a8c", "#72c3c0", "#f3f2d8", "#fffef0", "#8ac0b4", "#17433f", "#ff7f50"],
    ["#3a5fa8", "#93b8e6", "#f7ead7", "#ffffff", "#9db3cf", "#27405c", "#e4572e"],
  ],
  sunset: [
    ["#3b2a5e", "#c4525d", "#ffb35a", "#fff0b5", "#a14a5d", "#1e1530", "#ffd166"],
    ["#1f3a5f", "#b5657a", "#f9a66c", "#ffe8c2", "#8d5a78", "#141c33", "#f4d35e"],
    ["#5a1f4a", "#d8433f", "#ffa63d", "#fff2c4", "#93304a", "#240f26", "#ffe066"],
  ],
  night: [
    ["#070b1f", "#14264d", "#34578a", "#f3f6ff", "#23406b", "#04070f", "#5ff0c0"],
    ["#0b0820", "#2a1a52", "#71407f", "#fbeaff", "#3d2a63", "#07050f", "#ff5fa2"],
    ["#03141c", "#0d3a45", "#2f7378", "#eafff7", "#17505a", "#020a0e", "#8df06a"],
  ],
};

/** How far a whole-strength moodboard pulls the colors. */
const moodboardPull = 0.5;

/** The colors of a scene, after everything in the request that has a say in them. */
export function paletteOf(artwork: Artwork, mood: Mood, random: Random): Palette {
  const choices = palettes[mood.hour];
  const chosen = choices[random.below(choices.length)] ?? choices[0];
  const turn = (random.next() - 0.5) * 24 + styleTurn(artwork);
  const intensity = artwork.sliders.intensity / 100;
  const board = artwork.moodboard;
  const boardColors = board ? moodboardColors(board.id) : [];

  const tune = (hex: string, index: number): Color => {
    let color = turnHue(colorOf(hex), turn);
    const pulled = boardColors[index % Math.max(1, boardColors.length)];
    if (board && pulled) color = mix(color, pulled, Math.max(0, Math.min(1, board.strength)) * moodboardPull);
    if (mood.weather === "snow") color = mix(color, colorOf("#e8f1f8"), index >= 4 ? 0.28 : 0.14);
    if (mood.weather === "fog") color = saturate(color, 0.75);
    return contrast(saturate(color, 1 + 0.6 * intensity), 1 + 0.32 * intensity);
  };
  const [skyTop, skyMiddle, horizon, light, far, near, accent] = chosen;
  return {
    skyTop: tune(skyTop, 0),
    skyMiddle: tune(skyMiddle, 1),
    horizon: tune(horizon, 2),
    light: tune(light, 3),
    far: tune(far, 4),
    near: tune(near, 5),
    accent: tune(accent, 6),
  };
}

/** Five colors that stand for a moodboard: the emulator cannot see the real one. */
export function moodboardColors(id: string): Color[] {
  const hash = hashText(id);
  const base = turnHue(colorOf("#b5603f"), hash % 360);
  const white = colorOf("#fffaf0");
  return [
    mix(base, colorOf("#101018"), 0.5),
    mix(turnHue(base, -18), white, 0.15),
    mix(turnHue(base, 24), white, 0.5),
    mix(turnHue(base, 40), white, 0.75),
    mix(turnHue(base, -40), colorOf("#404860"), 0.3),
  ];
}

/** Trained styles and references turn the hue: their sum in degrees. */
function styleTurn({ styles, references }: Artwork): number {
  const turns = [...styles.map(({ id, strength }) => ({ key: id, strength })), ...references];
  return turns.reduce((sum, { key, strength }) => sum + ((hashText(key) % 61) - 30) * strength, 0);
}
