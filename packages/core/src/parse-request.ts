import * as z from "zod/mini";
import type { Issue } from "./error.ts";
import { readBlob, readImage } from "./image.ts";
import { mapImages } from "./images.ts";
import { check, type Explain, inputError } from "./issue.ts";
import { checkPrompt } from "./prompt.ts";
import { nearestRatio } from "./ratio.ts";
import {
  ASPECT_RATIOS,
  type CanonicalRequest,
  CREATIVITIES,
  DEFAULT_STRENGTHS,
  DEFAULTS,
  LIMITS,
  MODELS,
} from "./request.ts";
import { integerIn, listOf, matching, numberIn, oneOf, optional, shape, textLike } from "./schema.ts";
import { snapshot } from "./snapshot.ts";

/** The uuids that Krea's own schema takes: versions 1 to 8, all zero, all (small) f. OpenAPI document of 2026-10-09. */
const UUID =
  /^([\da-fA-F]{8}-[\da-fA-F]{4}-[1-8][\da-fA-F]{3}-[89abAB][\da-fA-F]{3}-[\da-fA-F]{12}|([0f])\2{7}(-\2{4}){3}-\2{12})$/;

/** Read by `image.ts`, which can say more about it than a schema. */
const IMAGE = optional(z.unknown());
const strength = (min: number, max: number) => optional(numberIn(min, max));
const slider = optional(integerIn(-100, 100));
const REQUEST = shape({
  prompt: z.string("text"),
  model: optional(oneOf(MODELS)),
  aspectRatio: optional(oneOf(ASPECT_RATIOS)),
  resolution: optional(oneOf(["1K"])),
  creativity: optional(oneOf(CREATIVITIES)),
  references: optional(
    listOf(
      shape({ image: IMAGE, strength: strength(-2, 2) }),
      LIMITS.references,
      "an array of { image, strength }",
    ),
  ),
  sliders: optional(shape({ intensity: slider, complexity: slider, movement: slider })),
  moodboard: optional(shape({ id: textLike(UUID, "a UUID"), strength: strength(-0.5, 1.5) })),
  styles: optional(
    listOf(
      shape({ id: textLike(/^\S{1,200}$/, "an id without spaces"), strength: numberIn(-2, 2) }),
      LIMITS.styles,
      "an array of { id, strength }",
    ),
  ),
  source: optional(shape({ image: IMAGE, strength: strength(0, 1) })),
  seed: optional(
    matching<number | null>(
      (value) => value === null || !z.safeParse(integerIn(0, LIMITS.seed), value).error,
      `an integer 0…${LIMITS.seed}, or nothing for a random one`,
    ),
  ),
  n: optional(integerIn(1, LIMITS.n)),
  providerOptions: optional(
    matching<Record<string, unknown>>((value) => value === Object(value), "an object"),
  ),
});

/** Other services' words for what we have, without case and separators. */
const RENAMED: Record<string, string> = {
  positiveprompt: "prompt",
  imagestylereferences: "references",
  imagestylerefs: "references",
  referenceimages: "references",
  presetstyles: "styles",
  lora: "styles",
  moodboards: "moodboard, one object",
  numberresults: "n",
  numimages: "n",
  width: "aspectRatio",
  height: "aspectRatio",
  size: "aspectRatio",
  imageurl: "source.image",
  seedimage: "source.image",
  intensity: "sliders.intensity",
  complexity: "sliders.complexity",
  movement: "sliders.movement",
  outputformat: "providerOptions.<provider>.outputFormat",
  webhookurl: "providerOptions.<provider>.webhookUrl",
};

const explain: Explain = (word) => {
  if (Object.hasOwn(RENAMED, word)) return `here it is ${RENAMED[word]}`;
  if (/^(negativeprompt|steps|cfgscale|guidance.*|scheduler)$/.test(word))
    return "Krea 2 has no such setting";
  return /^(provider|(abort)?signal|timeout(ms)?|onprogress)$/.test(word)
    ? "pass it as an option of the call"
    : undefined;
};

/**
 * Checks a request and fills in every default. Nothing is sent.
 *
 * @throws {UnikreaError} `invalid_input`, with every problem in `issues`.
 */
export function parseRequest(input: unknown): CanonicalRequest {
  const issues: Issue[] = [];
  const raw = snapshot(() => input, issues);
  const parsed = check(REQUEST, raw, issues, "", explain);
  checkPrompt(Object(raw).prompt, issues);
  const images = imagesOf(raw).map(([image, path]) => readImage(image, path, issues));
  if (!parsed || issues.length > 0)
    throw inputError(issues.map((issue) => withNearestRatio(issue, Object(raw))));

  const { references = [], sliders = {}, moodboard, source, seed, ...rest } = parsed;
  const { intensity = 0, complexity = 0, movement = 0 } = sliders;
  const withImage = (at: number, given: number | undefined, usual: number) => {
    const image = images[at];
    // Adding zero turns -0 into 0.
    return image ? [{ image, strength: (given ?? usual) + 0 }] : [];
  };
  const [from] = source ? withImage(references.length, source.strength, DEFAULT_STRENGTHS.source) : [];
  return {
    // The snapshot holds no undefined, so a key that is there has a value.
    ...DEFAULTS,
    ...(rest as Defined<typeof rest>),
    sliders: { intensity: intensity + 0, complexity: complexity + 0, movement: movement + 0 },
    references: references.flatMap(({ strength }, index) =>
      withImage(index, strength, DEFAULT_STRENGTHS.reference),
    ),
    ...(moodboard && {
      moodboard: { id: moodboard.id, strength: (moodboard.strength ?? DEFAULT_STRENGTHS.moodboard) + 0 },
    }),
    ...(from && { source: from }),
    ...(seed != null && { seed: seed + 0 }),
  };
}

type Defined<Fields> = { [Key in keyof Fields]: Exclude<Fields[Key], undefined> };

/** Reads the blobs of a parsed request into bytes: the one part of parsing that has to wait. */
export async function readBlobs(request: CanonicalRequest): Promise<CanonicalRequest> {
  const issues: Issue[] = [];
  const result = await mapImages(request, (image, path) => readBlob(image, path, issues));
  if (issues.length > 0) throw inputError(issues);
  return result;
}

/** Every image of what may be a request, with its place: the references first, then the source. */
function imagesOf(raw: unknown): [unknown, string][] {
  const { references, source } = Object(raw);
  const list: unknown[] = Array.isArray(references) ? references : [];
  const images = list.map((item, index): [unknown, string] => [
    Object(item).image,
    `references[${index}].image`,
  ]);
  return source === undefined ? images : [...images, [Object(source).image, "source.image"]];
}

/** `16:10` is no slip of the hand for what looks most like it: name the ratio that is nearest in shape. */
function withNearestRatio(issue: Issue, { aspectRatio }: { aspectRatio?: unknown }): Issue {
  const nearest = issue.path === "aspectRatio" && nearestRatio(String(aspectRatio), ASPECT_RATIOS);
  return nearest ? { ...issue, hint: `the nearest is ${nearest}` } : issue;
}
