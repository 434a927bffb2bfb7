import { type GeneratedImage, isUnikreaError, type UnikreaError } from "@unikrea/core";
import { CliError, reasonOf } from "./cli-error.ts";
import { EXIT_CODES } from "./exit-code.ts";
import { nameOf, writeImage } from "./image-file.ts";

/** An image that was made: its file, or why there is none. */
export interface ImageReport {
  readonly image: GeneratedImage;
  readonly file?: string;
  readonly bytes?: number;
  readonly problem?: UnikreaError | CliError;
}

/** Downloads and writes each image. One that fails does not keep the others from being saved. */
export function saveImages(
  images: readonly GeneratedImage[],
  dir: string,
  prompt: string,
  over: AbortSignal,
): Promise<ImageReport[]> {
  const save = async (image: GeneratedImage): Promise<ImageReport> => {
    try {
      const bytes = await image.bytes({ signal: over });
      const name = nameOf({ prompt, provider: image.provider, seed: image.seed });
      const file = await writeImage(dir, name, bytes, image.mediaType ?? "").catch((error: unknown) => {
        const message = `The image was made and billed, but not written to ${dir} (${reasonOf(error)})`;
        throw new CliError("file_error", message, EXIT_CODES.failed);
      });
      return { image, file, bytes: bytes.length };
    } catch (problem) {
      if (isUnikreaError(problem) || problem instanceof CliError) return { image, problem };
      throw problem;
    }
  };
  return Promise.all(images.map(save));
}
