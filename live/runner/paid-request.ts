import type { ServiceId } from "../check.ts";
import { MODEL, microUsdOf, type Tier } from "../price.ts";
import { at, listAt, textAt } from "./read.ts";

/** Thrown instead of sending a request that this program has no business to send. */
export class NotAllowed extends Error {
  override readonly name = "NotAllowed";
}

/** A request as the services see it: the path is below the base URL, without a query. */
export interface PlainRequest {
  readonly method: string;
  readonly path: string;
  readonly body: unknown;
}

/** Tasks of Runware's that ask and cost nothing. */
const FREE_TASKS = ["getResponse", "getTaskDetails", "accountManagement"];

/**
 * What a request may cost, in micro-dollars, read from what is sent and not from what the sender says. Free reads cost
 * nothing. A request that may cost money is one of three, for the cheapest model; any other is refused. What a service
 * may leave unbilled (a dry run, a refusal, a replay) costs its whole price here.
 *
 * @throws {NotAllowed}
 */
export function priceOfRequest(service: ServiceId, { method, path, body }: PlainRequest): number {
  if (method === "GET") return 0;
  const refuse = (why: string): never => {
    throw new NotAllowed(`${service}: ${method} ${path} ${why}. It was not sent`);
  };
  const order = (input: unknown): unknown =>
    input === Object(input) ? input : refuse("has an order that cannot be read");
  if (service === "krea") {
    if (method === "DELETE" && path.startsWith("/jobs/")) return 0;
    if (method !== "POST") refuse("is not known here");
    if (path === "/assets") return 0;
    if (path === `/generate/image/krea/${MODEL.replace("krea-2-", "krea-2/")}`)
      return microUsdOf("krea", tierOf(order(body)));
    return refuse("is not known here");
  }
  if (method !== "POST") refuse("is not known here");
  if (service === "cloudflare") {
    if (!/^\/accounts\/[^/]+\/ai\/run$/.test(path)) refuse("is not known here");
    if (textAt(body, "model") !== `krea/${MODEL}`) refuse("orders another model");
    return microUsdOf("cloudflare", tierOf(order(at(body, "input"))));
  }
  if (!Array.isArray(body)) return refuse("is no list of tasks");
  return body.reduce<number>((sum, task) => {
    const taskType = textAt(task, "taskType") ?? "";
    if (FREE_TASKS.includes(taskType)) return sum;
    if (taskType !== "imageInference") return refuse(`has a task "${taskType}"`);
    if (textAt(task, "model") !== `krea:krea@${MODEL.slice("krea-".length)}`)
      return refuse("orders another model");
    const images = at(task, "numberResults") ?? 1;
    if (!(Number.isInteger(images) && Number(images) >= 1)) return refuse("does not say how many images");
    return sum + Number(images) * microUsdOf("runware", tierOfTask(task));
  }, 0);
}

function tierOf(input: unknown): Tier {
  if (listAt(input, "moodboards").length > 0) return "moodboard";
  return listAt(input, "image_style_references").length > 0 ? "references" : "text";
}

function tierOfTask(task: unknown): Tier {
  if (listAt(task, "settings", "moodboards").length > 0) return "moodboard";
  return listAt(task, "inputs", "referenceImages").length > 0 ? "references" : "text";
}
