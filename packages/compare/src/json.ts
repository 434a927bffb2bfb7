import { toBase64 } from "@unikrea/core/provider";
import type { ComparedImage, Comparison, ComparisonCell, ComparisonRow } from "./comparison.ts";

/** A comparison without anything that JSON has no word for. */
export interface ComparisonJson extends Omit<Comparison, "rows"> {
  readonly rows: readonly ComparisonJsonRow[];
}

export interface ComparisonJsonRow extends Omit<ComparisonRow, "request" | "cells"> {
  /** Without its input images, which may be megabytes: of each reference only the strength is left. */
  readonly request: object;
  readonly cells: readonly ComparisonJsonCell[];
}

export interface ComparisonJsonCell extends Omit<ComparisonCell, "images"> {
  readonly images: readonly ComparisonJsonImage[];
}

export interface ComparisonJsonImage extends Omit<ComparedImage, "bytes"> {
  /** Of the file. */
  readonly byteLength: number;
  /** The file. Missing when images were left out. */
  readonly base64?: string;
}

/**
 * A comparison as plain data for `JSON.stringify`. What is not known is missing in its JSON, never 0.
 *
 * @param options.images `base64`: with their files; `none`: with what is known of them. @default "none"
 */
export function toJson(
  comparison: Comparison,
  { images = "none" }: { images?: "base64" | "none" | undefined } = {},
): ComparisonJson {
  const imageOf = ({ bytes, ...image }: ComparedImage): ComparisonJsonImage => ({
    ...{ ...image, byteLength: bytes.length },
    ...(images === "base64" && { base64: toBase64(bytes) }),
  });
  return {
    ...comparison,
    rows: comparison.rows.map(({ request, cells, ...row }) => ({
      ...row,
      request: {
        ...request,
        references: request.references.map(({ strength }) => ({ strength })),
        ...(request.source && { source: { strength: request.source.strength } }),
      },
      cells: cells.map((cell) => ({ ...cell, images: cell.images.map(imageOf) })),
    })),
  };
}
