import { dataFrame, type Frame } from "./frame.ts";
import type { InferenceTask } from "./task.ts";

/** A failure in the form that a fault asked for, or in the usual one. */
export function shaped(
  task: InferenceTask,
  body: { code: string; message: string },
  usual: () => Frame,
): Frame {
  const { code, message } = body;
  if (task.errorShape === "singular")
    return { data: [], errors: [], singular: { error: { code, message }, taskUUID: task.uuid } };
  if (task.errorShape === "in-item") {
    return dataFrame({
      taskType: "imageInference",
      taskUUID: task.uuid,
      status: "error",
      error: { code, message },
    });
  }
  return usual();
}
