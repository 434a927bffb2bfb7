import type { FaultSite } from "../fault/box.ts";
import { textAt } from "../schema/read.ts";
import { lazily } from "../schema/validate.ts";
import type { World } from "../world.ts";
import { showAccount } from "./account.ts";
import { announce, planDeliveries } from "./delivery.ts";
import { failure } from "./error.ts";
import { atOnce, dataFrame, errorFrame, type Frame, type Part } from "./frame.ts";
import { type InferenceParts, type TaskContext, takeIn } from "./inference.ts";
import { createMediaShelf, type MediaShelf } from "./media.ts";
import { pollFrame } from "./poll.ts";
import { compileTaskCheck, isUuidV4 } from "./request.ts";
import { shaped } from "./shape.ts";
import type { RunwareSwitches } from "./switch.ts";
import { endOf, type InferenceTask, itemOf, type TaskResult } from "./task.ts";

/** How a task reached the desk. */
export interface DeskContext extends TaskContext {
  transport: "http" | "socket";
}

/** Handles single tasks, whatever transport they came by. */
export interface TaskDesk {
  /** The parts of the answer; on HTTP they are merged, on a WebSocket each is sent when it is ready. */
  handle(task: unknown, context: DeskContext): Promise<Part[]>;
  find(uuid: string): InferenceTask | undefined;
  findImage(imageUUID: string): { task: InferenceTask; result: TaskResult } | undefined;
  media: MediaShelf;
  clear(): void;
}

/** Opens the desk. */
export function createTaskDesk(world: World, switches: RunwareSwitches): TaskDesk {
  const media = createMediaShelf(world);
  const check = lazily(() => compileTaskCheck(switches));
  let tasks = new Map<string, InferenceTask>();
  let images = new Map<string, { task: InferenceTask; result: TaskResult }>();

  const infer = async (sent: unknown, uuid: string, context: DeskContext): Promise<Part[]> => {
    const name = { taskType: "imageInference", taskUUID: uuid };
    const site: FaultSite = {
      service: "runware",
      operation: "submit",
      text: () => textAt(sent, "positivePrompt"),
    };
    const parts: InferenceParts = {
      world,
      switches,
      check: check(),
      findMedia: (id) => media.find(id)?.bytes,
      find: (id) => tasks.get(id),
    };
    const intake = takeIn(parts, sent, uuid, site, context);
    if (intake.kind === "refused") return [atOnce(errorFrame(intake.failure))];
    // What a dry run answers is not documented: the acknowledgement with its price.
    if (intake.kind === "priced") return [atOnce(dataFrame({ ...name, cost: intake.costMicroUsd / 1e6 }))];
    const { task } = intake;
    tasks.set(uuid, task);
    for (const result of task.results) images.set(result.imageUUID, { task, result });
    planDeliveries(world, task);
    const webhookUrl = textAt(sent, "webhookURL");
    const first = task.results[0];
    if (
      webhookUrl !== undefined &&
      first &&
      world.faults.take("webhook", { ...site, operation: "webhook" }, ({ kind }) => kind === "webhook-early")
    ) {
      await announce(world, task, first, webhookUrl);
    }
    if (textAt(sent, "deliveryMethod") === "async") return [atOnce(dataFrame(name))];
    return syncParts(world, switches, task, site);
  };

  const details = (uuid: string): Part => {
    const name = { taskType: "getTaskDetails", taskUUID: uuid };
    const task = tasks.get(uuid);
    if (!task || world.clock.now() < endOf(task)) {
      return atOnce(errorFrame(failure("taskFailedOrNotFound", "The task failed or was not found.", name)));
    }
    const build = async (): Promise<Frame> => {
      const good = task.results.filter((result) => !result.failure);
      const data = await Promise.all(good.map((result) => itemOf(world, task, result)));
      const errors = task.results.flatMap((result) => (result.failure ? [result.failure.body] : []));
      const response = errors.length > 0 ? { data, errors } : { data };
      return dataFrame({ ...name, request: [task.request], response });
    };
    return { readyAtMs: 0, build };
  };

  return {
    media,
    find: (uuid) => tasks.get(uuid),
    findImage: (imageUUID) => images.get(imageUUID),
    async handle(sent, context) {
      const taskType = textAt(sent, "taskType");
      if (taskType === undefined) {
        return [
          atOnce(
            errorFrame(failure("missingTaskType", "taskType is required.", {}, { parameter: "taskType" })),
          ),
        ];
      }
      if (taskType === "ping") return [atOnce(dataFrame({ taskType, pong: true }))];
      const uuid = textAt(sent, "taskUUID");
      if (uuid === undefined) {
        const reason = failure(
          "missingTaskUUID",
          "taskUUID is required.",
          { taskType },
          { parameter: "taskUUID" },
        );
        return [atOnce(errorFrame(reason))];
      }
      if (!isUuidV4(uuid)) {
        const name = { taskType, taskUUID: uuid };
        const reason = failure("invalidTaskUUID", "taskUUID must be a UUID v4.", name, {
          parameter: "taskUUID",
        });
        return [atOnce(errorFrame(reason))];
      }
      if (taskType === "imageInference") return infer(sent, uuid, context);
      if (taskType === "getResponse") {
        return [
          { readyAtMs: 0, build: () => pollFrame(world, switches, uuid, tasks.get(uuid), context.transport) },
        ];
      }
      if (taskType === "getTaskDetails") return [details(uuid)];
      if (taskType === "imageUpload") return [media.uploadImage(sent, uuid, context.origin)];
      if (taskType === "mediaStorage") return [media.keep(sent, uuid, context.origin)];
      if (taskType === "accountManagement") return [showAccount(world, switches, sent, uuid)];
      const name = { taskType, taskUUID: uuid };
      return [
        atOnce(
          errorFrame(
            failure("unsupportedTaskType", `${taskType} is not supported.`, name, { parameter: "taskType" }),
          ),
        ),
      ];
    },
    clear() {
      tasks = new Map();
      images = new Map();
      media.clear();
    },
  };
}

/** The results of a synchronous task as they become ready; past the window the request fails and the task goes on. */
function syncParts(world: World, switches: RunwareSwitches, task: InferenceTask, site: FaultSite): Part[] {
  const name = { taskType: "imageInference", taskUUID: task.uuid };
  const limitMs = task.submittedAtMs + (switches.syncWindowMs ?? 120_000);
  const parts: Part[] = [];
  for (const result of [...task.results].sort((left, right) => left.readyAtMs - right.readyAtMs)) {
    if (result.readyAtMs > limitMs) {
      const late = failure("timeout", "The task did not finish in time; it goes on in the background.", name);
      parts.push({ readyAtMs: limitMs, build: () => errorFrame(late) });
      break;
    }
    const build = async (): Promise<Frame> => {
      if (result.failure)
        return shaped(task, result.failure.body, () =>
          errorFrame(result.failure ?? failure("unknownError", "")),
        );
      const item = await itemOf(world, task, result);
      if (world.faults.take("read", site, ({ kind }) => kind === "completed-without-url"))
        delete item.imageURL;
      return dataFrame(item);
    };
    parts.push({ readyAtMs: result.readyAtMs, build });
  }
  return parts;
}
