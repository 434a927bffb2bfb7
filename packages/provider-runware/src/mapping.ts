import {
  type CanonicalImage,
  hideQuery,
  type JobFailure,
  type Outcome,
  type ProviderImage,
  type ProviderRequest,
  scrub,
  toBase64,
  toMicroUsd,
  type Warning,
  type WirePaths,
  type WireRequest,
} from "@unikrea/core/provider";
import type * as z from "zod/mini";
import { SIZES } from "./capabilities.ts";
import { readCode, textOf, wordsOf } from "./errors.ts";
import type { OPTIONS } from "./options.ts";
import {
  faultsIn,
  type RunwareAnswer,
  type RunwareFault,
  type RunwareItem,
  type RunwareTask,
  type RunwareToken,
  type RunwareWire,
} from "./wire.ts";

type Request = ProviderRequest<z.infer<typeof OPTIONS>>;

/** Canonical to Runware. Every setting is sent, ours or the caller's; empty lists are left out. */
export function toWire(request: Request, key: string): { wire: RunwareWire; warnings: Warning[] } {
  const { model, prompt, aspectRatio, seed, n, references, creativity, moodboard, options } = request;
  const { ttl, safety = {}, uploadEndpoint, webhookUrl } = options;
  const task: RunwareTask = {
    taskType: "imageInference",
    taskUUID: key,
    // Turbo is `@2-medium-turbo`: the older `@2-turbo` came to name the open-weight model as well.
    model: model.replace("krea-", "krea:krea@"),
    positivePrompt: prompt,
    // Core has fitted the ratio to the capabilities, which list the ratios of the table.
    ...SIZES[aspectRatio as keyof typeof SIZES],
    ...(seed !== undefined && { seed }),
    numberResults: n,
    outputType: options.outputType ?? "URL",
    // Krea delivers PNG, Runware JPG unless told: pinned, so that a failover keeps the format.
    outputFormat: options.outputFormat ?? "PNG",
    outputQuality: options.outputQuality ?? 95,
    includeCost: options.includeCost ?? true,
    deliveryMethod: options.deliveryMethod ?? "async",
    ...(ttl !== undefined && { ttl }),
    ...(Object.keys(safety).length > 0 && { safety }),
    ...(uploadEndpoint !== undefined && { uploadEndpoint }),
    ...(webhookUrl !== undefined && { webhookURL: webhookUrl }),
    ...(references.length > 0 && {
      inputs: {
        referenceImages: references.map(({ image, strength }) => ({ image: wordFor(image), strength })),
      },
    }),
    settings: { creativity, ...(moodboard && { moodboards: [moodboard] }) },
  };
  return { wire: [task], warnings: [] };
}

/** Where Runware takes each setting. It has no word for a resolution: the pixels say it. */
export const WIRE_PATHS: WirePaths = {
  model: "body[0].model",
  prompt: "body[0].positivePrompt",
  aspectRatio: ["body[0].width", "body[0].height"],
  resolution: ["body[0].width", "body[0].height"],
  creativity: "body[0].settings.creativity",
  "references[].image": "body[0].inputs.referenceImages[].image",
  "references[].strength": "body[0].inputs.referenceImages[].strength",
  "moodboard.id": "body[0].settings.moodboards[0].id",
  "moodboard.strength": "body[0].settings.moodboards[0].strength",
  seed: "body[0].seed",
  n: "body[0].numberResults",
};

/** What a submission sends, for showing: without the queries of links that Runware is to call, which may be secrets. */
export function requestOf([task]: RunwareWire, baseUrl: string): WireRequest {
  const { webhookURL, uploadEndpoint } = task;
  const shown = {
    ...task,
    ...(webhookURL !== undefined && { webhookURL: hideQuery(webhookURL) }),
    ...(uploadEndpoint !== undefined && { uploadEndpoint: hideQuery(uploadEndpoint) }),
  };
  return { method: "POST", url: baseUrl, headers: {}, body: [shown] };
}

/** Runware takes public URLs, data URIs and its own image UUIDs in the same field. */
function wordFor(image: CanonicalImage): string {
  if (image.kind === "url") return image.url;
  if (image.kind === "id") return image.id;
  return image.kind === "bytes" ? `data:${image.mediaType};base64,${toBase64(image.bytes)}` : "";
}

export function tokenFrom([{ taskUUID, numberResults, outputType }]: RunwareWire): RunwareToken {
  return { taskUUID, expected: numberResults, inline: outputType !== "URL" };
}

/**
 * Runware to canonical: one item per image, held against the number that was ordered. Images that are there while others
 * are not are left for the next look: Runware gives them again.
 */
export function fromWire({ data, errors }: RunwareAnswer, { expected }: RunwareToken): Outcome {
  const images: ProviderImage[] = [];
  const faults = faultsIn(data);
  const open: RunwareItem[] = [];
  let blanks = 0;
  for (const item of data.filter(({ status }) => status !== "error")) {
    const { status, NSFWContent } = item;
    const isDone = status === "success" || status == null;
    const image = isDone ? imageOf(item) : undefined;
    if (image) images.push(image);
    else if (status !== "success") open.push(item);
    // Made, but not handed over.
    else if (NSFWContent === true)
      faults.push({ code: "nsfwContentDetected", message: "no image was given" });
    else blanks++;
  }
  // A webhook that did not get through is no fault of the images.
  const ends = errors.filter(({ code }) => !textOf(code).startsWith("webhook"));
  const missing = expected - images.length - faults.length - blanks;
  // An entry of `errors` is the end of the task as the pages have it, so what is not listed beside it will not come.
  if (open.length > 0 || (missing > 0 && ends.length === 0))
    return pending(open[0], images.length + faults.length > 0);

  const failures = shareOut(
    [...faults, ...ends.slice(0, Math.max(missing, 0))],
    expected - images.length - blanks,
  );
  // With nothing else to tell, core looks a few more times: the links may follow.
  if (blanks > 0 && images.length + failures.length > 0) {
    const message = "runware says that the image is made, but gives none";
    failures.push({ code: "paid_without_result", message, billed: "yes", n: blanks });
  }
  return { status: "settled", images, failures };
}

function pending(item: RunwareItem | undefined, isBegun: boolean): Outcome {
  const word = typeof item?.status === "string" ? item.status : "";
  const isQueued = !isBegun && (word === "" || word === "pending");
  return {
    status: "pending",
    phase: isQueued ? "queued" : "running",
    ...(word !== "" && { detail: scrub(word) }),
  };
}

/** No image of Krea 2 costs a tenth of this. What is above is no price. */
const MAX_USD = 10;

/** The image of an item, if it has one. Numbers that cannot be true count as absent. */
function imageOf(item: RunwareItem): ProviderImage | undefined {
  const { imageURL, imageBase64Data, imageDataURI, seed, cost, NSFWContent } = item;
  const inline = [imageBase64Data, imageDataURI].find((value) => typeof value === "string" && value !== "");
  const hasUrl = typeof imageURL === "string" && imageURL !== "";
  if (!hasUrl && inline === undefined) return undefined;
  return {
    ...(hasUrl && { url: imageURL }),
    ...(typeof inline === "string" && { base64: inline.slice(inline.indexOf(",") + 1) }),
    ...(isNumberIn(seed, Number.MAX_SAFE_INTEGER) && Number.isInteger(seed) && { seed }),
    ...(isNumberIn(cost, MAX_USD) && { microUsd: toMicroUsd(cost) }),
    ...(NSFWContent === true && { flagged: true }),
  };
}

const isNumberIn = (value: unknown, max: number): value is number =>
  typeof value === "number" && value >= 0 && value <= max;

/** One failure a fault; the last one stands for all images that are left, since one fault may end a whole task. */
function shareOut(faults: readonly RunwareFault[], images: number): JobFailure[] {
  return faults.map((fault, index) => ({
    ...failureOf(fault),
    n: index < faults.length - 1 ? 1 : Math.max(images - index, 1),
  }));
}

function failureOf(fault: RunwareFault): Omit<JobFailure, "n"> {
  const { code } = readCode(fault);
  const words = scrub(wordsOf(fault));
  return {
    code,
    message: `runware ${code === "content_rejected" ? "refused the content" : "failed the job"}${words && `: ${words}`}`,
    billed: "maybe",
    hint: "Runware does not say whether images that failed are billed: look at its own account of your usage",
  };
}
