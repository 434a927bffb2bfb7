import type { Operation } from "../journal.ts";
import { textAt } from "../schema/read.ts";
import { jsonOf, type Purpose, type Visit } from "../visit.ts";
import type { TaskDesk } from "./desk.ts";

const operationsByTask: Record<string, Operation> = {
  imageInference: "submit",
  getResponse: "poll",
  getTaskDetails: "details",
  imageUpload: "upload",
  mediaStorage: "upload",
  accountManagement: "account",
  authentication: "auth",
  ping: "ping",
};

/** What a task array is about: the most expensive task in it decides. */
export function purposeOfTasks(body: unknown, desk: TaskDesk): Purpose {
  const tasks: unknown[] = Array.isArray(body) ? body : [];
  const types = tasks.map((task) => textAt(task, "taskType") ?? "");
  const main =
    types.find((type) => type === "imageInference") ??
    types.find((type) => type !== "authentication") ??
    types[0];
  const prompts = () =>
    tasks
      .map(
        (task) =>
          textAt(task, "positivePrompt") ??
          textAt(desk.find(textAt(task, "taskUUID") ?? "")?.request, "positivePrompt"),
      )
      .join("\n");
  return { operation: operationsByTask[main ?? ""] ?? "other", prompt: prompts };
}

/** What a request to Runware is about. */
export function purposeOf(visit: Visit, desk: TaskDesk): Purpose {
  const imageUUID = /\/([0-9a-f-]{36})(\.\w+)?$/.exec(visit.path)?.[1];
  if (visit.path.startsWith("/image/")) {
    const prompt = () => textAt(desk.findImage(imageUUID ?? "")?.task.request, "positivePrompt");
    return { operation: "download", prompt };
  }
  return purposeOfTasks(jsonOf(visit), desk);
}
