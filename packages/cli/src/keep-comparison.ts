import { type ComparedImage, type Comparison, type ComparisonCell, toCsv } from "@unikrea/compare";
import { CliError, reasonOf } from "./cli-error.ts";
import { EXIT_CODES } from "./exit-code.ts";
import { slugOf, writeImage } from "./image-file.ts";
import type { NewFile } from "./new-file.ts";

/** Where a comparison goes. */
export interface Destination {
  /** A folder for the images. */
  readonly dir: string | undefined;
  readonly html: NewFile | undefined;
  readonly csv: NewFile | undefined;
}

/** What became of writing it down. */
export interface Kept {
  /** The file of each image that has one. */
  readonly files: ReadonlyMap<ComparedImage, string>;
  /** The report, and the table, as they are shown. */
  readonly html: string | undefined;
  readonly csv: string | undefined;
  /** Why something was not written. */
  readonly problems: readonly CliError[];
  /** Whether all images of a cell are in a file of their own, or in the report. */
  isKept(cell: ComparisonCell): boolean;
}

/** Writes the images, the report and the table. What fails keeps nothing else from being written. */
export async function keepComparison(comparison: Comparison, { dir, html, csv }: Destination): Promise<Kept> {
  const problems: CliError[] = [];
  const attempt = async <Result>(work: () => Promise<Result>): Promise<Result | undefined> => {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof CliError)) throw error;
      problems.push(error);
      return undefined;
    }
  };
  const files = new Map<ComparedImage, string>();
  if (dir !== undefined)
    for (const { name, image } of imagesOf(comparison)) {
      const file = await attempt(() => write(dir, name, image));
      if (file !== undefined) files.set(image, file);
    }
  const report = html && (await attempt(() => writeReport(comparison, html)));
  const table = csv && (await attempt(async () => writeTo(csv, toCsv(comparison))));
  return {
    ...{ files, html: report, csv: table, problems },
    isKept: ({ images }) => report !== undefined || images.every((image) => files.has(image)),
  };
}

async function writeReport(comparison: Comparison, html: NewFile): Promise<string> {
  // Loaded when it is needed: no other command draws one.
  const { renderReport } = await import("@unikrea/compare/report");
  return writeTo(html, await renderReport(comparison));
}

async function writeTo(file: NewFile, text: string): Promise<string> {
  await file.write(text);
  return file.shown;
}

/** Every image, with its name: prompt, model where there are several, provider and seed. */
function imagesOf({ rows }: Comparison): { name: string; image: ComparedImage }[] {
  const hasModels = new Set(rows.map(({ model }) => model)).size > 1;
  return rows.flatMap(({ prompt, model, cells }) =>
    cells.flatMap(({ provider, images }) =>
      images.map((image) => {
        const words = [slugOf(prompt), hasModels ? model : undefined, provider, image.seed];
        return { name: words.filter((word) => word !== undefined).join("-"), image };
      }),
    ),
  );
}

async function write(dir: string, name: string, { bytes, mediaType }: ComparedImage): Promise<string> {
  return writeImage(dir, name, bytes, mediaType).catch((error: unknown) => {
    const message = `The image ${name} was made and billed, but not written to ${dir} (${reasonOf(error)})`;
    throw new CliError("file_error", message, EXIT_CODES.failed);
  });
}
