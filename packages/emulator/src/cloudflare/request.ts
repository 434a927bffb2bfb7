import { type Artwork, sampleFrom } from "../image/artwork.ts";
import { type Model, models, sizeOf, type Tier, tierOf } from "../model.ts";
import { creativityAt, listAt, numberAt, textAt } from "../schema/read.ts";
import { compileSchema, type Issue, lazily, type Validate } from "../schema/validate.ts";
import { isObject, readVendored } from "../schema/vendor.ts";
import { type GatewayError, inputError } from "./error.ts";

/** The variant that a Cloudflare model id names, or `undefined`. */
export function modelFrom(id: string): Model | undefined {
  return models.find((model) => id === `krea/${model}`);
}

/** The published input schemas, compiled on first use. */
export function compileInputSchemas(): (model: Model) => Validate {
  const compiled = {
    "krea-2-medium": lazily(() => compileSchema(readVendored("cloudflare.krea-2-medium.input.schema.json"))),
    "krea-2-large": lazily(() => compileSchema(readVendored("cloudflare.krea-2-large.input.schema.json"))),
    "krea-2-medium-turbo": lazily(() =>
      compileSchema(readVendored("cloudflare.krea-2-medium-turbo.input.schema.json")),
    ),
  };
  return (model) => compiled[model]();
}

/** Refuses an input that does not fit; with `strip`, unknown keys are no reason. */
export function checkInput(
  validate: Validate,
  input: unknown,
  unknownKeys: "refuse" | "strip",
): GatewayError | undefined {
  const issues = validate(input).filter(
    (issue) => unknownKeys === "refuse" || issue.keyword !== "additionalProperties",
  );
  const first = issues[0];
  return first && inputError(wording(first, input));
}

function wording(issue: Issue, input: unknown): string {
  const field = issue.path.join(".");
  if (issue.keyword === "required") return `Required value missing: ${field}`;
  return field === "" && !isObject(input)
    ? "Validation error at input: expected object"
    : `Invalid value at ${field}: ${issue.message}`;
}

/** The billing tier of a valid input. */
export function tierOfInput(input: unknown): Tier {
  return tierOf({
    references: listAt(input, "image_style_references").length,
    moodboards: listAt(input, "moodboards").length,
  });
}

/** The image that a valid input orders. */
export function artworkOfInput(model: Model, input: unknown, seed: number): Artwork {
  const board = listAt(input, "moodboards")[0];
  return {
    service: "cloudflare",
    model,
    prompt: textAt(input, "prompt") ?? "",
    ...sizeOf(textAt(input, "aspect_ratio")),
    seed: numberAt(input, "seed") ?? seed,
    creativity: creativityAt(input, "creativity", "low"),
    sliders: {
      intensity: numberAt(input, "intensity") ?? 0,
      complexity: numberAt(input, "complexity") ?? 0,
      movement: numberAt(input, "movement") ?? 0,
    },
    references: listAt(input, "image_style_references").map((item) =>
      sampleFrom(textAt(item, "url") ?? "", numberAt(item, "strength") ?? 0.5),
    ),
    ...(board
      ? { moodboard: { id: textAt(board, "id") ?? "", strength: numberAt(board, "strength") ?? 0.23 } }
      : {}),
    styles: listAt(input, "styles").map((item) => ({
      id: textAt(item, "id") ?? "",
      strength: numberAt(item, "strength") ?? 0,
    })),
    format: "png",
  };
}
