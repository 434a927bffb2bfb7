import type { GenerateResult, Skipped } from "@unikrea/core";
import pc from "picocolors";
import { inFlags } from "./flag-words.ts";
import { describeCost } from "./money.ts";
import type { ImageReport } from "./save-images.ts";
import { hasStory, tellStory } from "./story.ts";

/** What a run brought, for a person and for a program. */
export interface Delivery {
  readonly result: GenerateResult;
  readonly images: readonly ImageReport[];
  readonly latencyMs: number;
  /** Where the job is kept, when something of it can still be collected. */
  readonly jobFile: string | undefined;
  readonly isEmulated: boolean;
}

export const imageDocument = ({ image, file, bytes, problem }: ImageReport): object => {
  const { url, mediaType, width, height, seed, flagged } = image;
  const error = problem && { code: problem.code, message: problem.message };
  return { file, bytes, error, url, mediaType, width, height, seed, flagged };
};

export function deliveryDocument({ result, images, latencyMs, jobFile, isEmulated }: Delivery): object {
  const { images: _, request, ...rest } = result;
  return {
    ok: true,
    emulated: isEmulated,
    latencyMs,
    // The images of the request may be megabytes; what was made of them stands in the wire.
    request: request && {
      ...request,
      references: request.references.map(({ strength }) => ({ strength })),
      source: undefined,
    },
    images: images.map(imageDocument),
    jobFile,
    ...rest,
  };
}

export function describeDelivery({ result, images, latencyMs, jobFile }: Delivery): string[] {
  const { provider, model, spend, warnings, failures, job } = result;
  const label = isPartial(result) ? "missing" : "made up for elsewhere";
  const missing = failures.map(({ message }) => `${label}: ${inFlags(message, jobFile)}`);
  return [
    ...warnings.map(({ message, path }) => pc.yellow(`warning: ${path ? `${path}: ` : ""}${message}`)),
    ...missing.map((message) => pc.red(message)),
    ...describeSkipped(result.skipped),
    ...(hasStory(job) ? [tellStory(job)] : []),
    `${pc.bold(provider)} ${model}, ${(latencyMs / 1000).toFixed(1)} s, ${describeCost(spend)}`,
    ...images.filter(({ file }) => file).map((report) => pc.dim(`  ${describeImage(report)}`)),
  ];
}

function describeImage({ image: { width, height, mediaType, seed }, bytes = 0 }: ImageReport): string {
  const size = `${width}×${height} ${mediaType?.replace("image/", "")}, ${Math.round(bytes / 1000)} kB`;
  return `${size}, seed ${seed ?? "random"}`;
}

/** What was paid for and is not on disk, and where it still is. */
export function describeProblems(images: readonly ImageReport[]): string[] {
  return images.flatMap(({ image: { url }, problem }) =>
    problem ? [pc.red(`not saved: ${problem.message}`), ...(url ? [`  it is at ${url}`] : [])] : [],
  );
}

/** Whether images are missing. What failed may have been made up for, and still be billed. */
export function isPartial({ images, job }: Pick<GenerateResult, "images" | "job">): boolean {
  return images.length < job.parts.reduce((most, { index, n }) => Math.max(most, index + n), 0);
}

/** Who could not honour the request. Who has no key was told before, or was not asked for. */
export const describeSkipped = (skipped: readonly Skipped[]): string[] =>
  skipped.flatMap(({ code, reason }) => (code === "unsupported" ? [pc.dim(`skipped: ${reason}`)] : []));
