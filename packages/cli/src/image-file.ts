import { writeFile } from "node:fs/promises";
import { join, relative } from "node:path";

const EXTENSIONS: Readonly<Record<string, string>> = {
  "image/png": "png",
  "image/jpeg": "jpg",
  "image/webp": "webp",
};
const MAX_SLUG_LENGTH = 48;
/** Names that Windows keeps for devices. */
const RESERVED = /^(con|prn|aux|nul|com\d|lpt\d)$/;
/** More files of one name than anyone makes; then something else is wrong. */
const MAX_TRIES = 10_000;

/** The words of a prompt as a file name: letters and digits of any script, nothing that a file system minds. */
export function slugOf(prompt: string): string {
  const words = prompt
    .normalize("NFC")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, "-");
  const slug = [...words]
    .slice(0, MAX_SLUG_LENGTH)
    .join("")
    .replace(/^-+|-+$/g, "");
  return slug && !RESERVED.test(slug) ? slug : `image${slug && `-${slug}`}`;
}

/** What a file is called before its extension. */
export function nameOf(image: { prompt: string; provider: string; seed: number | undefined }): string {
  return [slugOf(image.prompt), image.provider, image.seed].filter((part) => part !== undefined).join("-");
}

/**
 * Writes an image under a name that is not taken: `name.png`, else `name-2.png` and so on. Nothing is ever overwritten,
 * and a link that lies in the way is not followed. The folder exists.
 */
export async function writeImage(
  dir: string,
  name: string,
  bytes: Uint8Array,
  mediaType: string,
): Promise<string> {
  const extension = EXTENSIONS[mediaType] ?? "bin";
  for (let number = 1; number <= MAX_TRIES; number++) {
    const path = join(dir, `${name}${number === 1 ? "" : `-${number}`}.${extension}`);
    try {
      await writeFile(path, bytes, { flag: "wx" });
      return path;
    } catch (error) {
      if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
    }
  }
  throw new Error(`${dir} already holds ${MAX_TRIES} files called ${name}`);
}

/** Relative where that is shorter to read: below the working directory. */
export function displayPath(cwd: string, file: string): string {
  const path = relative(cwd, file);
  return path.startsWith("..") ? file : path;
}
