import sharp, { type Sharp } from "sharp";
import { createRandom, hashText } from "../random.ts";
import type { Artwork, Sample } from "./artwork.ts";
import { type Canvas, type Layer, stack } from "./canvas.ts";
import { drawFlow } from "./flow.ts";
import { drawLand } from "./land.ts";
import { drawMarks, type Thumbnails } from "./mark.ts";
import { moodOf } from "./mood.ts";
import { paletteOf } from "./palette.ts";
import { radialGradient } from "./shape.ts";
import { drawSky } from "./sky.ts";
import { drawSubjects } from "./subject.ts";
import { drawWeather } from "./weather.ts";

const levels = { raw: 0, low: 1, medium: 2, high: 3 } as const;
/** Larger models show a little more detail. */
const detail = { "krea-2-medium-turbo": -0.2, "krea-2-medium": 0, "krea-2-large": 0.2 } as const;

/**
 * Draws a landscape for a request. The composition follows the prompt and the seed, not the service, so that the same
 * request looks alike everywhere, except for the label.
 */
export async function drawScene(artwork: Artwork): Promise<Sharp> {
  const canvas = canvasOf(artwork);
  const thumbnails = await thumbnailsOf(artwork);
  const picture = stack(
    drawSky(canvas),
    drawLand(canvas),
    drawSubjects(canvas),
    drawWeather(canvas),
    drawFlow(canvas),
    vignette(canvas),
    drawMarks(canvas, thumbnails),
  );
  const { width, height } = artwork;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}"><defs>${picture.definitions}</defs>${picture.body}</svg>`;
  return sharp(Buffer.from(svg)).removeAlpha();
}

function canvasOf(artwork: Artwork): Canvas {
  const root = hashText(`${artwork.prompt}\n${artwork.seed}`);
  const randomFor = (part: string) => createRandom(root ^ hashText(part));
  const mood = moodOf(artwork.prompt, randomFor("mood"));
  const { width, height, sliders } = artwork;
  const place = randomFor("composition");
  const horizonY = height * (0.5 + 0.16 * place.next());
  const isLow = mood.hour === "sunset" || mood.hour === "dawn";
  const light = {
    x: width * (0.22 + 0.56 * place.next()),
    y: horizonY * (isLow ? 0.6 + 0.25 * place.next() : 0.22 + 0.3 * place.next()),
    radius: Math.min(width, height) * (0.045 + 0.045 * place.next()),
  };
  return {
    artwork,
    mood,
    palette: paletteOf(artwork, mood, randomFor("palette")),
    width,
    height,
    unit: Math.min(width, height) / 1000,
    horizonY,
    light,
    creativity: levels[artwork.creativity],
    complexity: Math.max(-1, Math.min(1.2, sliders.complexity / 100 + detail[artwork.model])),
    movement: sliders.movement / 100,
    randomFor,
  };
}

function vignette({ width, height }: Canvas): Layer {
  const definitions = radialGradient("vignette", [
    [0.55, "#000000", 0],
    [1, "#000000", 0.34],
  ]).replace("<radialGradient ", '<radialGradient r="0.75" ');
  return { definitions, body: `<rect width="${width}" height="${height}" fill="url(#vignette)"/>` };
}

const thumbnailPixels = 128;

/** Pictures of the samples whose bytes are known. What cannot be decoded is drawn as a swatch instead. */
async function thumbnailsOf({ references, source }: Artwork): Promise<Thumbnails> {
  const samples = source ? [source, ...references] : references;
  const made = await Promise.all(
    samples.map(async (sample) => [sample.key, await thumbnailOf(sample)] as const),
  );
  const known = new Map<string, string>();
  for (const [key, uri] of made) if (uri !== undefined) known.set(key, uri);
  return known;
}

async function thumbnailOf({ bytes }: Sample): Promise<string | undefined> {
  if (!bytes || bytes.length === 0) return undefined;
  try {
    const small = sharp(bytes, { limitInputPixels: 1 << 26 }).resize(thumbnailPixels, thumbnailPixels, {
      fit: "cover",
    });
    return `data:image/png;base64,${(await small.png().toBuffer()).toString("base64")}`;
  } catch {
    return undefined;
  }
}
