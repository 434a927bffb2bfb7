import { hashText } from "../random.ts";
import type { Artwork, Sample } from "./artwork.ts";
import type { Canvas, Layer } from "./canvas.ts";
import { type Color, colorOf, mix, toHex, turnHue } from "./color.ts";
import { textPath, textWidth } from "./glyph.ts";
import { moodboardColors } from "./palette.ts";
import { short } from "./shape.ts";

/** A small picture of a sample, as a PNG data URI; only for samples whose bytes are known. */
export type Thumbnails = ReadonlyMap<string, string>;

/** What was given with the request, in the corner; and the band that says what this is. */
export function drawMarks(canvas: Canvas, thumbnails: Thumbnails): Layer {
  const body = [drawInsets(canvas, thumbnails), drawMoodboard(canvas), drawBand(canvas)].join("");
  return { definitions: "", body };
}

/** References and the source image: a strip of tiles, each with a bar for its strength. */
function drawInsets({ artwork, width, unit }: Canvas, thumbnails: Thumbnails): string {
  const samples = [...(artwork.source ? [artwork.source] : []), ...artwork.references];
  if (samples.length === 0) return "";
  const gap = 14 * unit;
  const tile = Math.min(104 * unit, (width - gap * (samples.length + 1)) / samples.length);
  const tiles = samples.map((sample, index) => {
    const x = width - (tile + gap) * (samples.length - index);
    const isSource = index === 0 && artwork.source !== undefined;
    return drawTile(sample, x, gap * 1.4, tile, unit, isSource, thumbnails);
  });
  return tiles.join("");
}

function drawTile(
  sample: Sample,
  x: number,
  y: number,
  size: number,
  unit: number,
  isSource: boolean,
  thumbnails: Thumbnails,
): string {
  const border = 5 * unit;
  const frame = `<rect x="${short(x)}" y="${short(y)}" width="${short(size)}" height="${short(size + 18 * unit)}" rx="${short(6 * unit)}" fill="#fdfaf3"/>`;
  const inner = size - 2 * border;
  const thumbnail = thumbnails.get(sample.key);
  const place = `x="${short(x + border)}" y="${short(y + border)}" width="${short(inner)}" height="${short(inner)}"`;
  const picture = thumbnail
    ? `<image ${place} preserveAspectRatio="xMidYMid slice" href="${thumbnail}"/>`
    : drawSwatch(sample.key, x + border, y + border, inner);
  const barY = y + size + 4 * unit;
  const middle = x + size / 2;
  const reach = (inner / 2) * Math.max(-1, Math.min(1, sample.strength / (isSource ? 1 : 2)));
  const bar = `<rect x="${short(x + border)}" y="${short(barY)}" width="${short(inner)}" height="${short(6 * unit)}" rx="${short(3 * unit)}" fill="#d8d2c4"/>`;
  const value = `<rect x="${short(Math.min(middle, middle + reach))}" y="${short(barY)}" width="${short(Math.max(2 * unit, Math.abs(reach)))}" height="${short(6 * unit)}" fill="${sample.strength < 0 ? "#c0392b" : "#2d6a4f"}"/>`;
  return frame + picture + bar + value;
}

/** A picture that the emulator cannot see: three bands and a disc, from a hash of its address. */
function drawSwatch(key: string, x: number, y: number, size: number): string {
  const hash = hashText(key);
  const base: Color = turnHue(colorOf("#3d7ea6"), hash % 360);
  const colors = [mix(base, colorOf("#ffffff"), 0.45), base, mix(base, colorOf("#0b1020"), 0.55)];
  const bands = colors.map((color, index) => {
    const top = index === 0 ? 0 : (0.3 + 0.3 * (index - 1) + ((hash >> (index * 4)) & 15) / 80) * size;
    return `<rect x="${short(x)}" y="${short(y + top)}" width="${short(size)}" height="${short(size - top)}" fill="${toHex(color)}"/>`;
  });
  const disc = `<circle cx="${short(x + size * (0.25 + ((hash >> 8) & 31) / 62))}" cy="${short(y + size * 0.3)}" r="${short(size * 0.13)}" fill="${toHex(turnHue(base, 160))}"/>`;
  return bands.join("") + disc;
}

/** The moodboard: a column of its colors on the left edge, as tall as it is strong. */
function drawMoodboard({ artwork, height, unit }: Canvas): string {
  const { moodboard } = artwork;
  if (!moodboard) return "";
  const colors = moodboardColors(moodboard.id);
  const tall = (height * (0.18 + 0.3 * Math.max(0, Math.min(1, moodboard.strength)))) / colors.length;
  const chips = colors.map(
    (color, index) =>
      `<rect x="${short(16 * unit)}" y="${short(20 * unit + index * tall)}" width="${short(30 * unit)}" height="${short(tall + 0.5)}" fill="${toHex(color)}"/>`,
  );
  const frame = `<rect x="${short(12 * unit)}" y="${short(16 * unit)}" width="${short(38 * unit)}" height="${short(tall * colors.length + 8 * unit)}" rx="${short(5 * unit)}" fill="#fdfaf3"/>`;
  return frame + chips.join("");
}

/** The band: this is an emulated image, of which service and model, with which seed; then the settings, if there is room. */
function drawBand({ artwork, width, height, unit }: Canvas): string {
  const tall = 36 * unit;
  const margin = 18 * unit;
  const notice = "emulated image";
  const facts = `${artwork.service} · ${artwork.model} · seed ${artwork.seed}`;
  const settings = settingsOf(artwork);
  let cap = 13.5 * unit;
  const noticeWidth = (size: number) => textWidth(notice, size) + size * 1.6;
  const needed = noticeWidth(cap) + textWidth(facts, cap) + 2 * margin;
  if (needed > width) cap *= width / needed;
  const baseline = height - (tall - cap) / 2;
  const settingsX = width - margin - textWidth(settings, cap);
  const hasRoom = settingsX > margin + noticeWidth(cap) + textWidth(facts, cap) + 3 * cap;
  const stroke = `fill="none" stroke-width="${(cap * 0.135).toFixed(2)}" stroke-linecap="round" stroke-linejoin="round"`;
  return [
    `<rect y="${short(height - tall)}" width="${width}" height="${short(tall)}" fill="#0a0c14" fill-opacity="0.62"/>`,
    `<path d="${textPath(notice, margin, baseline, cap)}" stroke="#ffd166" ${stroke}/>`,
    `<path d="${textPath(facts, margin + noticeWidth(cap), baseline, cap)}" stroke="#ffffff" stroke-opacity="0.92" ${stroke}/>`,
    hasRoom
      ? `<path d="${textPath(settings, settingsX, baseline, cap)}" stroke="#ffffff" stroke-opacity="0.6" ${stroke}/>`
      : "",
  ].join("");
}

function settingsOf({ creativity, sliders }: Artwork): string {
  const signed = (value: number) => (value > 0 ? `+${value}` : String(value));
  const named = Object.entries(sliders).filter(([, value]) => value !== 0);
  return [creativity, ...named.map(([name, value]) => `${name.charAt(0)}${signed(value)}`)].join(" ");
}
