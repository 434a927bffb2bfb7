import { EXIT_CODES, type ExitCode } from "./exit-code.ts";

/**
 * What goes wrong outside of core: `file_error` for a file or folder that cannot be read or written, or is not what it
 * should be; `url_error` for a document that cannot be fetched; `port_taken` for `emulate`.
 */
export class CliError extends Error {
  readonly code: "file_error" | "url_error" | "port_taken";
  readonly exitCode: ExitCode;

  constructor(code: CliError["code"], message: string, exitCode: ExitCode) {
    super(message);
    this.code = code;
    this.exitCode = exitCode;
  }
}

/** A file or folder that was named and cannot be used, found before anything was sent. */
export function fileError(what: string, error: unknown): CliError {
  const message = `${what} (${reasonOf(error)}). Nothing was sent, nothing was billed`;
  return new CliError("file_error", message, EXIT_CODES.usage);
}

/** The system's own word for what is wrong with a file: `EACCES`. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return "unknown";
  return "code" in error ? String(error.code) : error.message;
}
