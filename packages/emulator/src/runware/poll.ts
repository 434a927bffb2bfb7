import type { FaultSite } from "../fault/box.ts";
import { textAt } from "../schema/read.ts";
import type { World } from "../world.ts";
import { failure } from "./error.ts";
import { dataFrame, errorFrame, type Frame, mergeFrames } from "./frame.ts";
import { shaped } from "./shape.ts";
import type { RunwareSwitches } from "./switch.ts";
import { endOf, type InferenceTask, itemOf, type TaskResult } from "./task.ts";

/** How long a fresh task may be hidden by `early-not-found` unless the fault says otherwise. */
const earlyMs = 30_000;

/** Answers `getResponse` for one task: one item per image, in a stable order, each with its own status. */
export async function pollFrame(
  world: World,
  switches: RunwareSwitches,
  uuid: string,
  task: InferenceTask | undefined,
  transport: "http" | "socket",
): Promise<Frame> {
  if (!task) return notFound(uuid, switches, transport);
  const nowMs = world.clock.now();
  const isOver = nowMs >= endOf(task);
  const site: FaultSite = {
    service: "runware",
    operation: "poll",
    text: () => textAt(task.request, "positivePrompt"),
  };
  const fault = world.faults.take("read", site, (candidate) => {
    if (candidate.kind === "early-not-found")
      return nowMs - task.submittedAtMs < (candidate.forMs ?? earlyMs);
    return candidate.kind === "unknown-status" ? !isOver : isOver;
  });
  if (fault?.kind === "early-not-found") return notFound(uuid, switches, transport);

  const word =
    fault?.kind === "unknown-status"
      ? (fault.word ?? "recalibrating")
      : (switches.pendingWord ?? "processing");
  const pending = dataFrame({ taskType: "imageInference", taskUUID: uuid, status: word });
  const frames = task.results.map(async (result): Promise<Frame> => {
    if (nowMs < result.readyAtMs || fault?.kind === "status-flap") return pending;
    if (result.failure) return failedFrame(task, result, switches);
    const item: Record<string, unknown> = { ...(await itemOf(world, task, result)), status: "success" };
    if (fault?.kind === "completed-without-url") delete item.imageURL;
    return dataFrame(item);
  });
  return mergeFrames(await Promise.all(frames));
}

function failedFrame(task: InferenceTask, { failure: failed }: TaskResult, switches: RunwareSwitches): Frame {
  const { code = "unknownError", message = "" } = failed?.body ?? {};
  return shaped(task, { code, message }, () => {
    const name = { taskType: "imageInference", taskUUID: task.uuid };
    if (switches.pollFailureShape === "item") {
      return dataFrame({ ...name, status: "error", error: { code, message } });
    }
    const documentation = "https://runware.ai/docs/models-api/errors";
    return errorFrame({ status: 200, body: { code, status: "error", message, documentation, ...name } });
  });
}

/** Third parties report an empty answer; a WebSocket client would wait for ever on that, so it gets the error. */
function notFound(uuid: string, switches: RunwareSwitches, transport: "http" | "socket"): Frame {
  if (transport === "http" && switches.unknownTask !== "error") return dataFrame();
  const name = { taskType: "getResponse", taskUUID: uuid };
  return errorFrame(failure("taskFailedOrNotFound", "The task failed or was not found.", name));
}
