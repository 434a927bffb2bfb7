import type { Random } from "../random.ts";
import { drawCabin, drawLighthouse } from "./building.ts";
import { type Canvas, type Layer, nothing, stack } from "./canvas.ts";
import { mix, toHex } from "./color.ts";
import { drawBoat, drawTree } from "./figure.ts";
import type { Subject } from "./mood.ts";
import { pathOf, short } from "./shape.ts";

/** The things the prompt names, as far as the emulator knows them, and what high creativity adds. */
export function drawSubjects(canvas: Canvas): Layer {
  const subjects = canvas.mood.subjects.map((subject, index) =>
    painters[subject](canvas, canvas.randomFor(`${subject} ${index}`)),
  );
  return stack(drawMonoliths(canvas), ...subjects, drawBirds(canvas));
}

const painters: Record<Subject, (canvas: Canvas, random: Random) => Layer> = {
  lighthouse: drawLighthouse,
  boat: drawBoat,
  cabin: drawCabin,
  tree: drawTree,
};

/** From medium creativity on: birds. */
function drawBirds({
  creativity,
  palette,
  mood,
  width,
  horizonY,
  unit,
  complexity,
  movement,
  randomFor,
}: Canvas): Layer {
  if (creativity < 2 || mood.hour === "night") return nothing;
  const random = randomFor("birds");
  const count = Math.max(2, Math.round(9 * (1 + 0.8 * complexity)));
  const middle = [0.2 + 0.6 * random.next(), 0.25 + 0.3 * random.next()] as const;
  const birds = Array.from({ length: count }, () => {
    const x = (middle[0] + (random.next() - 0.5) * 0.3) * width;
    const y = (middle[1] + (random.next() - 0.5) * 0.22) * horizonY;
    const span = (7 + 15 * random.next()) * unit;
    const lift = span * (0.35 + 0.4 * random.next() + 0.2 * movement);
    return `M${short(x - span)} ${short(y - lift * 0.5)}Q${short(x - span * 0.4)} ${short(y - lift)} ${short(x)} ${short(y)}Q${short(x + span * 0.4)} ${short(y - lift)} ${short(x + span)} ${short(y - lift * 0.5)}`;
  });
  return {
    definitions: "",
    body: `<path d="${birds.join("")}" fill="none" stroke="${toHex(palette.near)}" stroke-width="${short(2.4 * unit)}" stroke-linecap="round"/>`,
  };
}

/** High creativity only: slabs that hover, with their light below. */
function drawMonoliths({ creativity, palette, width, height, horizonY, randomFor }: Canvas): Layer {
  if (creativity < 3) return nothing;
  const random = randomFor("monoliths");
  const slabs = Array.from({ length: 4 + random.below(3) }, () => {
    const x = width * (0.08 + 0.84 * random.next());
    const tall = height * (0.1 + 0.26 * random.next());
    const wide = tall * (0.14 + 0.1 * random.next());
    const y = horizonY - tall * (0.75 + 0.5 * random.next());
    const edge = wide * 0.3;
    const front = pathOf([
      [x, y],
      [x + wide, y + edge],
      [x + wide, y + tall],
      [x, y + tall - edge],
    ]);
    const side = pathOf([
      [x + wide, y + edge],
      [x + wide + edge, y],
      [x + wide + edge, y + tall - edge],
      [x + wide, y + tall],
    ]);
    const glow = `<ellipse cx="${short(x + wide / 2)}" cy="${short(y + tall + height * 0.03)}" rx="${short(wide)}" ry="${short(wide * 0.18)}" fill="${toHex(palette.accent)}" fill-opacity="0.45"/>`;
    return `${glow}<path d="${front}" fill="${toHex(mix(palette.far, palette.near, 0.55))}"/><path d="${side}" fill="${toHex(mix(palette.light, palette.far, 0.35))}"/>`;
  });
  return { definitions: "", body: slabs.join("") };
}
