import { readFile, stat } from "node:fs/promises";
import { resolve } from "node:path";
import { createHttp, systemClock } from "@unikrea/core/provider";
import { InvalidArgumentError } from "commander";
import { CliError, fileError } from "./cli-error.ts";
import { EXIT_CODES } from "./exit-code.ts";

/** Krea's whole document had 1.7 MB on 2026-09-26. */
const MAX_BYTES = 32_000_000;
const TIMEOUT_MS = 20_000;

const isUrl = (text: string) => /^[a-z][a-z\d+.-]*:\/\//i.test(text);

/** The name of a file, or a URL that may be fetched: https, or http on this machine. */
export function parseDocument(text: string): string {
  if (!isUrl(text)) return text;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isLoopback = url && /^(localhost|127(\.\d+){3}|\[::1\])$/.test(url.hostname);
  const isSafe = url?.protocol === "https:" || (url?.protocol === "http:" && isLoopback);
  if (url && isSafe && !url.username && !url.password) return url.href;
  throw new InvalidArgumentError(
    "It is a file, an https URL or an http URL of this machine, without credentials.",
  );
}

/**
 * The text of a document that {@link parseDocument} has let through.
 *
 * @throws {CliError} `file_error` or `url_error`
 */
export async function readDocument(place: string, cwd: string): Promise<string> {
  return new TextDecoder().decode(
    isUrl(place) ? await fetchBytes(place) : await readBytes(resolve(cwd, place)),
  );
}

async function readBytes(path: string): Promise<Uint8Array> {
  try {
    const { size } = await stat(path);
    if (size > MAX_BYTES) throw new Error(`it has more than ${MAX_BYTES} bytes`);
    return await readFile(path);
  } catch (error) {
    throw fileError(`The document ${path} cannot be read`, error);
  }
}

async function fetchBytes(url: string): Promise<Uint8Array> {
  const failed = (reason: string) =>
    new CliError("url_error", `${url} cannot be read (${reason}). Nothing was billed`, EXIT_CODES.failed);
  const request = {
    method: "GET",
    url,
    headers: { accept: "application/json" },
    maxBytes: MAX_BYTES,
  } as const;
  const answer = await createHttp()(request, { clock: systemClock, timeoutMs: TIMEOUT_MS }).catch(
    (error: unknown) => {
      throw failed(error instanceof Error ? error.message : String(error));
    },
  );
  const { status, bytes } = answer;
  if (status === 200) return bytes;
  throw failed(status >= 300 && status < 400 ? `${status}: it leads elsewhere` : `status ${status}`);
}
