import {
  type GenerateResult,
  isUnikreaError,
  type JobRef,
  type Krea2,
  type WaitOptions,
} from "@unikrea/core";
import pc from "picocolors";
import { reasonOf } from "./cli-error.ts";
import type { CommandContext } from "./command-context.ts";
import { EXIT_CODES } from "./exit-code.ts";
import { exitCodeOf } from "./exit-code-of.ts";
import { displayPath } from "./image-file.ts";
import { downloadPatience, leftAtOnce, listenForInterrupts, raceSignal } from "./interrupt.ts";
import { isCollectable, jobFileIn, keepJob } from "./job-file.ts";
import { type Client, openClient } from "./open-client.ts";
import type { ProviderSet } from "./provider-set.ts";
import { deliveryDocument, describeDelivery, describeProblems, isPartial } from "./report-result.ts";
import { type ImageReport, saveImages } from "./save-images.ts";
import { createProgressView } from "./show-progress.ts";
import { Undelivered } from "./undelivered.ts";

/** What is to be done with the images. */
export interface Order {
  /** What the files are called after. */
  readonly name: string;
  /** Exists, and can be written to. */
  readonly dir: string;
  readonly timeoutMs: number;
  /** Where the job is kept already. */
  readonly jobFile?: string;
}

/** Makes the call, and brings the images to disk: from the call to the exit code, for `generate` and `resume`. */
export async function deliver(
  context: CommandContext,
  { name, dir, timeoutMs, jobFile: keptIn }: Order,
  set: ProviderSet,
  call: (k2: Krea2, options: WaitOptions) => Promise<GenerateResult>,
): Promise<void> {
  const { terminal, isJson, exitWith } = context;
  const view = createProgressView(terminal, isJson);
  const interrupts = listenForInterrupts(terminal);
  const startedAt = performance.now();
  let notices = set.notices;
  let client: Client | undefined;
  let job: JobRef | undefined;
  let images: readonly ImageReport[] = [];
  /** Once, and not before it is known that the request is in order. */
  const announce = () => {
    for (const notice of notices) terminal.err(pc.yellow(notice));
    notices = [];
  };
  const isEmulated = () => job?.emulated ?? set.isBuiltIn;

  /** A job of the built-in emulator ends with it. */
  const keep = async () => {
    const isOpen = job && (isCollectable(job) || images.some(({ problem }) => problem));
    if (!job || !isOpen || set.isBuiltIn) return undefined;
    const path = keptIn ?? jobFileIn(dir, job);
    try {
      await keepJob(path, job);
      const shown = displayPath(terminal.cwd, path);
      terminal.err(`The job is kept in ${shown}: unikrea resume ${shown}`);
      return shown;
    } catch (error) {
      terminal.err(`The job cannot be kept in ${path} (${reasonOf(error)}). Keep this as a file:`);
      terminal.err(JSON.stringify(job));
      return undefined;
    }
  };

  try {
    client = openClient(context, set);
    const called = call(client.k2, {
      signal: interrupts.first,
      timeoutMs,
      onProgress: (progress) => {
        announce();
        job = progress.job;
        view.show(progress);
      },
    });
    const result = await raceSignal(called, interrupts.second);
    job = result.job;
    announce();
    view.stop();

    const patience = downloadPatience(interrupts.first, timeoutMs - (performance.now() - startedAt));
    images = await saveImages(result.images, dir, name, patience.over).finally(() => patience.end());
    client.written(
      job.id,
      images.every(({ file }) => file),
    );
    for (const line of describeProblems(images)) terminal.err(line);
    const problem = images.find((report) => report.problem)?.problem;
    const isAborted = isUnikreaError(problem) && problem.code === "aborted";
    if (problem && (isAborted || !images.some(({ file }) => file))) throw problem;

    const latencyMs = Math.round(performance.now() - startedAt);
    const jobFile = await keep();
    const delivery = { result, images, latencyMs, jobFile, isEmulated: isEmulated() };
    if (isJson) terminal.out(JSON.stringify(deliveryDocument(delivery), null, 2));
    else {
      for (const line of describeDelivery(delivery)) terminal.err(line);
      printPaths(context, images);
    }
    exitWith(problem || isPartial(result) ? EXIT_CODES.partial : EXIT_CODES.ok);
  } catch (error) {
    view.stop();
    const cause = interrupts.second.aborted && error === interrupts.second.reason ? leftAtOnce(job) : error;
    if (isUnikreaError(cause)) job = cause.job ?? job;
    if (exitCodeOf(cause) !== EXIT_CODES.usage) announce();
    if (!isJson) printPaths(context, images);
    throw new Undelivered(cause, { job, jobFile: await keep(), isEmulated: isEmulated(), images });
  } finally {
    view.stop();
    interrupts.stop();
    // The second Ctrl-C waits for nothing: a ledger takes being cut off.
    if (!interrupts.second.aborted) await client?.settle();
    await set.close();
  }
}

/** Paths alone go to stdout, so that they can be piped. */
function printPaths({ terminal }: CommandContext, images: readonly ImageReport[]): void {
  for (const { file } of images) if (file) terminal.out(displayPath(terminal.cwd, file));
}
