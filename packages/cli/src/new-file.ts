import { rm, writeFile } from "node:fs/promises";
import { resolve } from "node:path";
import { CliError, fileError, reasonOf } from "./cli-error.ts";
import { EXIT_CODES } from "./exit-code.ts";
import { displayPath } from "./image-file.ts";

/** A file that was not there, and is now, empty. */
export interface NewFile {
  /** As it is shown. */
  readonly shown: string;
  /** @throws {CliError} `file_error` */
  write(text: string): Promise<void>;
  /** Takes it away again, as long as nothing was written. */
  discard(): Promise<void>;
}

/**
 * Claims a file before anything is paid for that is to be written to it. No other is ever overwritten.
 *
 * @param flag what named it, for messages
 * @throws {CliError} `file_error`
 */
export async function claimFile(flag: string, name: string, cwd: string): Promise<NewFile> {
  const path = resolve(cwd, name);
  try {
    await writeFile(path, "", { flag: "wx" });
  } catch (error) {
    throw fileError(`${flag}: the file ${path} cannot be written`, error);
  }
  let isWritten = false;
  return {
    shown: displayPath(cwd, path),
    async write(text) {
      isWritten = true;
      try {
        await writeFile(path, text);
      } catch (error) {
        const message = `${flag}: the file ${path} was not written (${reasonOf(error)})`;
        throw new CliError("file_error", message, EXIT_CODES.failed);
      }
    },
    async discard() {
      if (!isWritten) await rm(path, { force: true });
    },
  };
}
