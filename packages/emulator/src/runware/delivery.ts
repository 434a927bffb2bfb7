import { mediaTypeOf } from "../image/artwork.ts";
import { textAt } from "../schema/read.ts";
import type { World } from "../world.ts";
import { type InferenceTask, itemOf, type TaskResult } from "./task.ts";

/** Waits between attempts of a webhook: from 250 ms, doubling (docs). How many there are is not documented. */
const webhookRetryMs = [250, 500, 1000, 2000] as const;

/** Sets the webhook and the upload of each image for when it is ready. A failed image has no documented delivery. */
export function planDeliveries(world: World, task: InferenceTask): void {
  const webhookUrl = textAt(task.request, "webhookURL");
  const uploadUrl = textAt(task.request, "uploadEndpoint");
  for (const result of task.results) {
    if (result.failure || result.readyAtMs === Number.POSITIVE_INFINITY) continue;
    if (webhookUrl !== undefined) {
      world.timers.at(result.readyAtMs, () => void announce(world, task, result, webhookUrl));
    }
    if (uploadUrl !== undefined)
      world.timers.at(result.readyAtMs, () => void upload(world, result, uploadUrl));
  }
}

/** Sends the webhook of one image: the flat result item, one call per image (seed page, official skill). */
export async function announce(
  world: World,
  task: InferenceTask,
  result: TaskResult,
  url: string,
): Promise<void> {
  const body = await itemOf(world, task, result);
  await world.outbox.deliver({
    service: "runware",
    url,
    body,
    forge: (imageURL) => ({ ...body, imageURL }),
    mistake: () => ({ ...body, taskUUID: world.random.uuid() }),
    prompt: result.artwork.prompt,
    retryAfterMs: webhookRetryMs,
  });
}

/** Sends the bytes of one image by PUT, raw (seed page). */
async function upload(world: World, { artwork }: TaskResult, url: string): Promise<void> {
  const body = await world.gallery.draw(artwork);
  await world.outbox.send(url, { method: "PUT", headers: { "content-type": mediaTypeOf(artwork) }, body });
}
