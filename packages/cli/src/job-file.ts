import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { JobRef } from "@unikrea/core";
import { fileError } from "./cli-error.ts";

/** Whether asking again may bring an image: its end is open, its image is missing, or its answer was lost. */
export function isCollectable({ parts }: JobRef): boolean {
  return parts.some(({ token, outcome }) => {
    const failures = outcome?.failures ?? [];
    if (token === undefined) return !outcome || failures.some((failure) => failure.outcome === "unknown");
    return !outcome || failures.some(({ code }) => code === "paid_without_result");
  });
}

/** Where a job is kept, below the folder for the images. */
export const jobFileIn = (dir: string, { id }: JobRef): string =>
  join(dir, `unikrea-job-${id.replace(/[^\w-]/g, "_")}.json`);

/** Keeps a job. It may hold presigned links, so nobody else may read it. What was kept of it before is replaced. */
export async function keepJob(path: string, job: JobRef): Promise<void> {
  await writeFile(path, `${JSON.stringify(job, null, 2)}\n`, { mode: 0o600 });
}

/**
 * Reads what {@link keepJob} wrote. Core checks that it is a job.
 *
 * @throws {CliError} `file_error`
 */
export async function readJob(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, "utf8"));
  } catch (error) {
    // The parser's message quotes what it read.
    const reason = error instanceof SyntaxError ? new Error("it is not JSON") : error;
    throw fileError(`The job file ${path} cannot be read`, reason);
  }
}

/** The providers that a stored job is with, as far as it names any. Whether it is a job is for core to say. */
export function providersOf(stored: unknown): string[] {
  const { provider, parts } = Object(stored);
  const all: unknown[] = Array.isArray(parts) ? parts.map((part) => Object(part).provider) : [];
  return [provider, ...all].filter((id) => typeof id === "string");
}

/** Whether a stored job was made by an emulator. */
export const isEmulated = (stored: unknown): boolean => Object(stored).emulated === true;
