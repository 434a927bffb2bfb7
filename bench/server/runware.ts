import { type Dialect, ok } from "./exchange.ts";
import { isDone, type Job, type JobBook, whenDone } from "./job-book.ts";

/** Runware over HTTP: an array of tasks, answered together. */
export const runware: Dialect = async ({ body, origin }, book) => {
  const tasks: unknown[] = Array.isArray(body) ? body : [body];
  if (Object(tasks[0]).taskType === "getResponse") book.counts.polls++;
  return ok({ data: await Promise.all(tasks.map((task) => answerTask(task, origin, book))) });
};

/** One task, as on either transport. */
export async function answerTask(task: unknown, origin: string, book: JobBook): Promise<object> {
  const { taskType, taskUUID, positivePrompt, deliveryMethod } = Object(task);
  if (taskType === "authentication")
    return { taskType, taskUUID, connectionSessionUUID: crypto.randomUUID() };
  if (taskType === "ping") return { taskType, pong: true };
  if (taskType === "getResponse") {
    const job = book.find(taskUUID);
    if (!job) return { taskType, taskUUID, status: "error" };
    job.polls++;
    return isDone(job)
      ? imageOf(job, origin)
      : { taskType: "imageInference", taskUUID, status: "processing" };
  }
  const job = book.accept(positivePrompt, taskUUID);
  if (deliveryMethod === "async") return { taskType, taskUUID };
  await whenDone(job);
  return imageOf(job, origin);
}

const imageOf = ({ id }: Job, origin: string) => ({
  taskType: "imageInference",
  taskUUID: id,
  imageUUID: id,
  status: "success",
  imageURL: `${origin}/image/${id}.png`,
  seed: 1,
  cost: 0.03,
});
