import { type Artwork, sampleFrom } from "../image/artwork.ts";
import type { Model, Tier } from "../model.ts";
import { tierOf } from "../model.ts";
import { creativityAt, listAt, numberAt, objectAt, textAt } from "../schema/read.ts";
import { compileSchema, type Issue, type Validate } from "../schema/validate.ts";
import { descend, type JsonObject, readVendored } from "../schema/vendor.ts";
import { failure, type TaskFailure, type TaskName } from "./error.ts";
import type { RunwareSwitches } from "./switch.ts";

/** Runware's ids of the three variants; `@2-turbo` was the first name of medium turbo (the SDKs' schema pins of June and July 2026). */
export const modelsByAir: Record<string, Model> = {
  "krea:krea@2-medium": "krea-2-medium",
  "krea:krea@2-large": "krea-2-large",
  "krea:krea@2-medium-turbo": "krea-2-medium-turbo",
  "krea:krea@2-turbo": "krea-2-medium-turbo",
};

const uuidV4 = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/i;

/** Whether a value is a UUID version 4, which the docs demand of every taskUUID. */
export function isUuidV4(value: unknown): value is string {
  return typeof value === "string" && uuidV4.test(value);
}

/** Checks an imageInference task; returns the first thing wrong with it. */
export type CheckTask = (task: unknown, name: TaskName) => TaskFailure | undefined;

/** Compiles the reconstructed schema, closed where Runware is said to refuse unknown keys. */
export function compileTaskCheck(switches: RunwareSwitches): CheckTask {
  const document = readVendored("runware.krea-2.request.schema.json");
  const pairs = listAt(document, "x-dimension-table").map(
    (row) => `${numberAt(row, "width")}x${numberAt(row, "height")}`,
  );
  const schema: JsonObject = structuredClone(document);
  // The pairs are checked by hand below: eight failed branches would bury the one useful sentence.
  for (const key of ["oneOf", "dependentRequired"]) delete schema[key];
  if (switches.unknownParameter !== "ignore") {
    // checkNSFW: without it the Vercel provider, which always sends it, could never succeed.
    Object.assign(descend(schema, "properties"), { checkNSFW: { type: "boolean" } });
    schema.additionalProperties = false;
    descend(schema, "properties", "settings").additionalProperties = false;
  }
  const validate: Validate = compileSchema(schema);

  return (task, name) => {
    const issue = pickIssue(validate(task));
    if (issue) return failureOf(issue, name);
    const pair = `${numberAt(task, "width")}x${numberAt(task, "height")}`;
    if (!pairs.includes(pair)) {
      const details = { parameter: ["width", "height"], type: "integer", allowedValues: pairs };
      return failure("invalidWidth", `${pair} is not a size of this model.`, name, details);
    }
    if (numberAt(task, "ttl") !== undefined && (textAt(task, "outputType") ?? "URL") !== "URL") {
      const details = { parameter: ["ttl", "outputType"] };
      return failure("incompatibleParameters", "ttl needs outputType URL.", name, details);
    }
    return undefined;
  };
}

/** A value that may be a string or an object fails twice; what went wrong inside the object says more. */
function pickIssue(issues: readonly Issue[]): Issue | undefined {
  const isShadowed = (issue: Issue) =>
    issue.keyword === "type" &&
    issues.some(
      (other) =>
        other.path.length > issue.path.length &&
        issue.path.every((step, depth) => other.path[depth] === step),
    );
  return issues.find((issue) => !isShadowed(issue));
}

/** Exact codes are not published for Krea 2; these follow the families of its other models. */
function failureOf({ path, keyword, message, params }: Issue, name: TaskName): TaskFailure {
  const parameter = path.join(".");
  const last = String(path.findLast((step) => typeof step === "string") ?? "task");
  const suffix = last.charAt(0).toUpperCase() + last.slice(1);
  if (keyword === "required")
    return failure(`missing${suffix}`, `${parameter} is required.`, name, { parameter });
  if (keyword === "additionalProperties") {
    return failure("unsupportedParameter", `${parameter} is not supported by this model.`, name, {
      parameter,
    });
  }
  if (keyword === "minItems")
    return failure("arrayTooSmall", `${parameter}: ${message}`, name, { parameter });
  if (keyword === "maxItems")
    return failure("arrayTooLarge", `${parameter}: ${message}`, name, { parameter });
  const details = {
    parameter,
    ...(keyword === "type" ? { type: params.type } : {}),
    ...(keyword === "minimum" ? { min: params.limit } : {}),
    ...(keyword === "maximum" ? { max: params.limit } : {}),
    ...(keyword === "enum" ? { allowedValues: params.allowedValues } : {}),
  };
  return failure(`invalid${suffix}`, `${parameter}: ${message}`, name, details);
}

/** The billing tier of a valid task. */
export function tierOfTask(task: unknown): Tier {
  return tierOf({
    references: listAt(objectAt(task, "inputs"), "referenceImages").length,
    moodboards: listAt(objectAt(task, "settings"), "moodboards").length,
  });
}

/** Bytes of an image that was uploaded here, by its UUID. */
export type FindMedia = (uuid: string) => Uint8Array | undefined;

const formats = { JPG: "jpeg", PNG: "png", WEBP: "webp" } as const;

/** The image that a valid task orders, with the given seed. */
export function artworkOfTask(model: Model, task: unknown, seed: number, findMedia: FindMedia): Artwork {
  const settings = objectAt(task, "settings");
  const board = listAt(settings, "moodboards")[0];
  const format = textAt(task, "outputFormat");
  return {
    service: "runware",
    model,
    prompt: textAt(task, "positivePrompt") ?? "",
    width: numberAt(task, "width") ?? 1024,
    height: numberAt(task, "height") ?? 1024,
    seed,
    creativity: creativityAt(settings, "creativity", "medium"),
    sliders: { intensity: 0, complexity: 0, movement: 0 },
    references: listAt(objectAt(task, "inputs"), "referenceImages").map((item) => {
      const image = typeof item === "string" ? item : (textAt(item, "image") ?? "");
      return sampleFrom(image, numberAt(item, "strength") ?? 0.7, findMedia(image));
    }),
    ...(board
      ? { moodboard: { id: textAt(board, "id") ?? "", strength: numberAt(board, "strength") ?? 0.35 } }
      : {}),
    styles: [],
    format: formats[format === "PNG" || format === "WEBP" ? format : "JPG"],
    quality: numberAt(task, "outputQuality") ?? 95,
  };
}
