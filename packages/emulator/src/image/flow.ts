import { type Canvas, type Layer, nothing } from "./canvas.ts";
import { toHex } from "./color.ts";
import { short, wave } from "./shape.ts";

/** The movement slider: streaks along a stream when it is up, still horizontal lines when it is down. */
export function drawFlow(canvas: Canvas): Layer {
  const { movement, palette, width, height, unit, randomFor } = canvas;
  if (movement === 0) return nothing;
  const random = randomFor("flow");
  const strength = Math.abs(movement);
  if (movement < 0) {
    const lines = Array.from({ length: Math.round(70 * strength) }, () => {
      const y = random.next() * height;
      const length = width * (0.2 + 0.6 * random.next());
      return `M${short(random.next() * width - length / 2)} ${short(y)}h${short(length)}`;
    });
    return strokes(lines, toHex(palette.light), 0.05 + 0.12 * strength, 2 * unit);
  }
  const stream = wave(random, 2, 0.5);
  const count = Math.round(24 + 110 * strength);
  const lines = Array.from({ length: count }, () => {
    let x = random.next() * width * 1.1 - width * 0.1;
    let y = random.next() * height;
    const steps = 10 + Math.round(22 * strength * random.next());
    const points = [`M${short(x)} ${short(y)}`];
    for (let step = 0; step < steps; step += 1) {
      const angle = stream((x / width) * 2.2 + (y / height) * 1.7) * 1.5 * strength;
      x += Math.cos(angle) * 16 * unit;
      y += Math.sin(angle) * 16 * unit;
      points.push(`L${short(x)} ${short(y)}`);
    }
    return points.join("");
  });
  return strokes(lines, toHex(palette.light), 0.16 + 0.26 * strength, (1.4 + 1.8 * strength) * unit);
}

function strokes(paths: readonly string[], color: string, opacity: number, width: number): Layer {
  const body = `<path d="${paths.join("")}" fill="none" stroke="${color}" stroke-opacity="${opacity.toFixed(3)}" stroke-width="${short(width)}" stroke-linecap="round" stroke-linejoin="round"/>`;
  return { definitions: "", body };
}
