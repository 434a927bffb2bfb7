import { randomUUID } from "node:crypto";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileError, reasonOf } from "./cli-error.ts";

/**
 * Makes the folder for the files and writes to it once, so that an image is not paid for that has nowhere to go.
 * Permissions alone do not tell: a full or read-only disk has them too.
 *
 * @throws {CliError} `file_error`
 */
export async function prepareFolder(dir: string): Promise<void> {
  const probe = join(dir, `.unikrea-${randomUUID()}`);
  try {
    await makeFolder(dir);
    await writeFile(probe, "?", { flag: "wx" });
    await rm(probe);
  } catch (error) {
    throw fileError(`--out: the folder ${dir} cannot be written to`, error);
  }
}

/** Not `recursive`: Node would try for ever where a file system has no room for folders, such as /proc. */
async function makeFolder(dir: string): Promise<void> {
  try {
    await mkdir(dir);
  } catch (error) {
    const reason = reasonOf(error);
    // Whether what is there is a folder shows as soon as something is written into it.
    if (reason === "EEXIST") return;
    if (reason !== "ENOENT" || dirname(dir) === dir) throw error;
    await makeFolder(dirname(dir));
    await mkdir(dir);
  }
}
