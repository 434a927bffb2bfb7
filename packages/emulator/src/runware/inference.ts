import { type FaultSite, faultOf } from "../fault/box.ts";
import type { FaultAt } from "../fault/fault.ts";
import { flagAt, numberAt, objectAt, textAt } from "../schema/read.ts";
import type { World } from "../world.ts";
import { failure, type TaskFailure } from "./error.ts";
import { runwarePrices } from "./price.ts";
import { artworkOfTask, type CheckTask, type FindMedia, modelsByAir, tierOfTask } from "./request.ts";
import type { RunwareSwitches } from "./switch.ts";
import type { InferenceTask, TaskResult } from "./task.ts";

/** What taking in tasks needs. */
export interface InferenceParts {
  world: World;
  switches: RunwareSwitches;
  check: CheckTask;
  findMedia: FindMedia;
  /** A task that already has this UUID. */
  find: (uuid: string) => InferenceTask | undefined;
}

/** How a task was sent. */
export interface TaskContext {
  origin: string | undefined;
  isDryRun: boolean;
}

/** What became of a task at the door. */
export type Intake =
  | { kind: "refused"; failure: TaskFailure }
  | { kind: "priced"; costMicroUsd: number }
  | { kind: "accepted"; task: InferenceTask };

/** Takes in one imageInference task: schema, duplicates, faults, money, then work. */
export function takeIn(
  parts: InferenceParts,
  sent: unknown,
  uuid: string,
  site: FaultSite,
  context: TaskContext,
): Intake {
  const { world, switches, check } = parts;
  const name = { taskType: "imageInference", taskUUID: uuid };
  const refuse = (reason: TaskFailure): Intake => ({ kind: "refused", failure: reason });
  const nowMs = world.clock.now();

  const invalid = check(sent, name);
  if (invalid) return refuse(invalid);
  const model = modelsByAir[textAt(sent, "model") ?? ""] ?? "krea-2-medium"; // the schema has checked it
  const tier = tierOfTask(sent);
  const costMicroUsd = runwarePrices[model][tier];
  if (context.isDryRun) return { kind: "priced", costMicroUsd };

  const fault = world.faults.take("job", site);
  const previous = faultOf(fault, "duplicate-id-forgotten") ? undefined : parts.find(uuid);
  if (previous && nowMs < previous.submittedAtMs + (switches.conflictWindowMs ?? Number.POSITIVE_INFINITY)) {
    const text = "A task with this taskUUID already exists.";
    return refuse(failure("conflictTaskUUID", text, name, { parameter: "taskUUID" }));
  }
  const told = faultOf(fault, "task-error");
  if (told) {
    const { status, parameter } = told;
    const details = {
      ...(status === undefined ? {} : { status }),
      ...(parameter === undefined ? {} : { parameter }),
    };
    return refuse(failure(told.code, told.message ?? "The task was refused.", name, details));
  }
  const wanted = numberAt(sent, "numberResults") ?? 1;
  if (world.leftMicroUsd("runware") < costMicroUsd * wanted) {
    return refuse(failure("insufficientCredits", "Insufficient credits for this task.", name));
  }

  const safety = objectAt(sent, "safety");
  const outputType = textAt(sent, "outputType");
  const shape = faultOf(fault, "error-shape")?.shape;
  const task: InferenceTask = {
    uuid,
    request: sent,
    tier,
    costMicroUsd,
    submittedAtMs: nowMs,
    results: [],
    outputType: outputType === "base64Data" || outputType === "dataURI" ? outputType : "URL",
    includeCost: flagAt(sent, "includeCost") ?? false,
    asksSafety:
      flagAt(safety, "checkContent") === true ||
      textAt(safety, "mode") === "fast" ||
      flagAt(sent, "checkNSFW") === true,
    ttlSeconds: numberAt(sent, "ttl"),
    ...(shape === undefined ? {} : { errorShape: shape }),
    origin: context.origin,
  };
  const seed = numberAt(sent, "seed") ?? world.random.below(2 ** 32);
  const runs = faultOf(fault, "executed-twice");
  const images = wanted * (runs ? (runs.runs ?? 2) : 1);
  for (let index = 0; index < images; index += 1) {
    // How seeds of further results derive is not documented; each is another one (seed page).
    const artwork = artworkOfTask(model, sent, seed + (index % wanted), parts.findMedia);
    task.results.push(resultOf(world, task, index, artwork, fault));
  }
  for (const { readyAtMs, failure: failed } of task.results) {
    if (failed) continue;
    const charge = {
      service: "runware" as const,
      model,
      tier,
      microUsd: costMicroUsd,
      images: 1,
      id: uuid,
      clientKey: uuid,
    };
    world.bill.expect(readyAtMs, charge);
  }
  return { kind: "accepted", task };
}

function resultOf(
  world: World,
  task: InferenceTask,
  index: number,
  artwork: TaskResult["artwork"],
  fault: FaultAt<"job"> | undefined,
): TaskResult {
  const usualMs = world.latency(artwork.model);
  const failed = failureOf(task, index, fault);
  const early = faultOf(fault, "job-failed")?.afterMs;
  const isStuck = faultOf(fault, "stuck") !== undefined;
  const readyAtMs =
    task.submittedAtMs +
    (failed ? (early ?? Math.round(usualMs / 2)) : isStuck ? Number.POSITIVE_INFINITY : usualMs);
  return {
    imageUUID: world.random.uuid(),
    readyAtMs,
    artwork,
    isFlagged: faultOf(fault, "nsfw-flag") !== undefined,
    ...(failed ? { failure: failed } : {}),
  };
}

/** Why an image does not come, if a fault says so. Accepted work that fails is told with HTTP 200. */
function failureOf(
  task: InferenceTask,
  index: number,
  fault: FaultAt<"job"> | undefined,
): TaskFailure | undefined {
  const name = { taskType: "imageInference", taskUUID: task.uuid };
  const wanted = numberAt(task.request, "numberResults") ?? 1;
  const make = (code: string, message: string) => failure(code, message, name, { status: 200 });
  const moderated = faultOf(fault, "moderated");
  // Which code a refusal by Krea's moderation has is not documented; this one is of the official safety family.
  if (moderated)
    return make("providerContentPolicyViolation", moderated.message ?? "The provider refused the content.");
  const failed = faultOf(fault, "job-failed");
  if (failed) return make(failed.code ?? "inferenceError", failed.message ?? "The inference failed.");
  const shaped = faultOf(fault, "error-shape");
  if (shaped) return make(shaped.code ?? "inferenceError", "The inference failed.");
  const partial = faultOf(fault, "partial-success");
  if (partial && index >= wanted - (partial.failed ?? 1))
    return make(partial.code ?? "inferenceError", "This result failed.");
  return undefined;
}
