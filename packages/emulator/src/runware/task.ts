import { type Artwork, mediaTypeOf } from "../image/artwork.ts";
import type { Tier } from "../model.ts";
import type { World } from "../world.ts";
import type { TaskFailure } from "./error.ts";

/** One image of a task: when it is there, and what it is. */
export interface TaskResult {
  imageUUID: string;
  readyAtMs: number;
  artwork: Artwork;
  /** Set when this image does not come. */
  failure?: TaskFailure;
  isFlagged: boolean;
}

/** One accepted imageInference task. */
export interface InferenceTask {
  uuid: string;
  /** The task as it was sent. */
  request: unknown;
  tier: Tier;
  costMicroUsd: number;
  submittedAtMs: number;
  results: TaskResult[];
  outputType: "URL" | "base64Data" | "dataURI";
  includeCost: boolean;
  asksSafety: boolean;
  ttlSeconds: number | undefined;
  /** The form its failure takes, when a fault asks for one. */
  errorShape?: "plural" | "singular" | "in-item";
  /** Where links to its images point. */
  origin: string | undefined;
}

const extensions = { jpeg: "jpg", png: "png", webp: "webp" } as const;

/** The public URL of an image (docs: host im.runware.ai, path `image/ws/<n>/ii/<uuid>.<ext>`). */
function imageUrl(imageUUID: string, format: Artwork["format"], origin: string | undefined): string {
  const host = origin === undefined ? "https://im.runware.ai" : `${origin}/runware`;
  return `${host}/image/ws/2/ii/${imageUUID}.${extensions[format]}`;
}

/** A finished image as a result item. */
export async function itemOf(
  world: World,
  task: InferenceTask,
  result: TaskResult,
): Promise<Record<string, unknown>> {
  return {
    taskType: "imageInference",
    taskUUID: task.uuid,
    imageUUID: result.imageUUID,
    ...(await imageField(world, task, result)),
    seed: result.artwork.seed,
    ...(task.asksSafety ? { NSFWContent: result.isFlagged } : {}),
    ...(task.includeCost ? { cost: task.costMicroUsd / 1e6 } : {}),
  };
}

async function imageField(
  world: World,
  task: InferenceTask,
  { imageUUID, artwork }: TaskResult,
): Promise<object> {
  if (task.outputType === "URL") return { imageURL: imageUrl(imageUUID, artwork.format, task.origin) };
  const base64 = Buffer.from(await world.gallery.draw(artwork)).toString("base64");
  if (task.outputType === "base64Data") return { imageBase64Data: base64 };
  return { imageDataURI: `data:${mediaTypeOf(artwork)};base64,${base64}` };
}

/** When the whole task is over. */
export function endOf(task: InferenceTask): number {
  return Math.max(...task.results.map((result) => result.readyAtMs));
}
