import type { Warning } from "@unikrea/core";
import type { ComparisonCell, PerceptualDistance } from "./comparison.ts";

/** Bits along a side: 256 in all. 64 tell pictures of a like layout apart too coarsely. */
const BITS = 16;

/** A row's cells, and how far apart the first images of each two of them look. */
export interface Measured {
  readonly cells: readonly ComparisonCell[];
  readonly distances: readonly PerceptualDistance[];
}

/**
 * Measures by a block hash of the picture: how many of its bits differ. An image that cannot be decoded is left out, with a
 * warning in its cell: it is paid for and shown all the same.
 */
export async function measureDistances(cells: readonly ComparisonCell[]): Promise<Measured> {
  const hashed = await Promise.all(cells.map(hashCell));
  const known = hashed.flatMap(({ cell, hash }) =>
    hash === undefined ? [] : { provider: cell.provider, hash },
  );
  const distances = known.flatMap((one, at) =>
    known.slice(at + 1).map(
      (other): PerceptualDistance => ({
        between: [one.provider, other.provider],
        distance: distanceBetween(one.hash, other.hash),
      }),
    ),
  );
  return { cells: hashed.map(({ cell }) => cell), distances };
}

async function hashCell(cell: ComparisonCell): Promise<{ cell: ComparisonCell; hash?: string }> {
  const [image] = cell.images;
  if (!image) return { cell };
  try {
    return { cell, hash: await hashImage(image.bytes) };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    const message = `its first image cannot be decoded (${why}), so it is compared with no other`;
    const warning: Warning = { type: "suspicious", path: "", message, provider: cell.provider };
    return { cell: { ...cell, warnings: [...cell.warnings, warning] } };
  }
}

/** The perceptual hash of a PNG, JPEG or WebP, as binary digits. */
async function hashImage({ buffer, byteOffset, byteLength }: Uint8Array): Promise<string> {
  // Loaded when it is needed: it brings decoders that a program which only generates never runs.
  const { default: imghash } = await import("imghash");
  return imghash.hash(Buffer.from(buffer, byteOffset, byteLength), BITS, "binary");
}

/** 0…1: the share of digits that differ. */
function distanceBetween(one: string, other: string): number {
  const differing = [...one].filter((digit, at) => digit !== other[at]).length;
  return differing / one.length;
}
