/** Red, green and blue, each 0 to 255. */
export type Color = readonly [red: number, green: number, blue: number];

const clamp = (value: number) => Math.max(0, Math.min(255, value));

/** A color from `#rrggbb`. */
export function colorOf(hex: string): Color {
  const number = Number.parseInt(hex.slice(1), 16);
  return [(number >> 16) & 255, (number >> 8) & 255, number & 255];
}

/** The color as SVG wants it. */
export function toHex(color: Color): string {
  return `#${color.map((channel) => Math.round(clamp(channel)).toString(16).padStart(2, "0")).join("")}`;
}

/** `share` 0 is `from`, 1 is `to`. */
export function mix(from: Color, to: Color, share: number): Color {
  return [
    from[0] + (to[0] - from[0]) * share,
    from[1] + (to[1] - from[1]) * share,
    from[2] + (to[2] - from[2]) * share,
  ];
}

/** Perceived brightness, 0 to 255. */
function brightness([red, green, blue]: Color): number {
  return 0.299 * red + 0.587 * green + 0.114 * blue;
}

/** Moves a color away from (or towards) its gray by `factor`. */
export function saturate(color: Color, factor: number): Color {
  const gray = brightness(color);
  return [
    clamp(gray + (color[0] - gray) * factor),
    clamp(gray + (color[1] - gray) * factor),
    clamp(gray + (color[2] - gray) * factor),
  ];
}

/** Moves a color away from (or towards) middle gray by `factor`. */
export function contrast(color: Color, factor: number): Color {
  const move = (channel: number) => clamp(128 + (channel - 128) * factor);
  return [move(color[0]), move(color[1]), move(color[2])];
}

/** Turns the hue by `degrees`, keeping the brightness about. */
export function turnHue([red, green, blue]: Color, degrees: number): Color {
  const angle = (degrees * Math.PI) / 180;
  const cos = Math.cos(angle);
  const sin = Math.sin(angle);
  // The rotation matrix of the luma-preserving hue filter of SVG (feColorMatrix, hueRotate).
  return [
    clamp(
      red * (0.213 + cos * 0.787 - sin * 0.213) +
        green * (0.715 - cos * 0.715 - sin * 0.715) +
        blue * (0.072 - cos * 0.072 + sin * 0.928),
    ),
    clamp(
      red * (0.213 - cos * 0.213 + sin * 0.143) +
        green * (0.715 + cos * 0.285 + sin * 0.14) +
        blue * (0.072 - cos * 0.072 - sin * 0.283),
    ),
    clamp(
      red * (0.213 - cos * 0.213 - sin * 0.787) +
        green * (0.715 - cos * 0.715 + sin * 0.715) +
        blue * (0.072 + cos * 0.928 + sin * 0.072),
    ),
  ];
}
