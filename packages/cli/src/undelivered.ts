import type { JobRef } from "@unikrea/core";
import type { ImageReport } from "./save-images.ts";

/** What is known besides the error (`cause`) when a run ends without an image on disk. */
export class Undelivered extends Error {
  /** The job with all that is known of it, if one was begun. */
  readonly job: JobRef | undefined;
  /** Where the job is kept, when something of it can still be collected. */
  readonly jobFile: string | undefined;
  /** True when an emulator draws: none of this is real money. */
  readonly isEmulated: boolean;
  /** Images that were made, and why they are not on disk. */
  readonly images: readonly ImageReport[];

  constructor(
    cause: unknown,
    known: {
      job: JobRef | undefined;
      jobFile: string | undefined;
      isEmulated: boolean;
      images: readonly ImageReport[];
    },
  ) {
    super(cause instanceof Error ? cause.message : String(cause), { cause });
    if (cause instanceof Error && cause.stack !== undefined) this.stack = cause.stack;
    this.job = known.job;
    this.jobFile = known.jobFile;
    this.isEmulated = known.isEmulated;
    this.images = known.images;
  }
}
