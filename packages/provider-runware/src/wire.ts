import { flag, integerIn, textLike } from "@unikrea/core/provider";
import * as z from "zod/mini";

// Runware's words, as it takes and gives them. Source: its pages of 2026 and the types of its SDKs, schema pins of
// 2026-06-23 and 2026-07-22, unless a line says otherwise.

/** One image generation, for one or more images. */
export interface RunwareTask {
  taskType: "imageInference";
  /** UUID, version 4. Ours, so a job has its name before Runware has heard of it. */
  taskUUID: string;
  /** AIR id. */
  model: string;
  positivePrompt: string;
  width: number;
  height: number;
  seed?: number;
  numberResults: number;
  outputType: "URL" | "base64Data" | "dataURI";
  outputFormat: "JPG" | "PNG" | "WEBP";
  outputQuality: number;
  includeCost: boolean;
  deliveryMethod: "async" | "sync";
  ttl?: number;
  safety?: { checkContent?: boolean | undefined; mode?: "none" | "fast" | undefined };
  uploadEndpoint?: string;
  webhookURL?: string;
  inputs?: { referenceImages: readonly { image: string; strength: number }[] };
  settings: { creativity: string; moodboards?: readonly { id: string; strength: number }[] };
}

/** Body of a submission. Runware takes arrays only; one task each, so that an answer that is lost leaves one in doubt. */
export type RunwareWire = readonly [RunwareTask];

/** Free tasks, each named by the generation that it asks about. */
export interface RunwareQuestion {
  taskType: "getResponse" | "getTaskDetails" | "accountManagement";
  taskUUID: string;
  operation?: "getDetails";
}

/** A field that is looked at when it is used. */
const anything = z.optional(z.unknown());

/**
 * One image, or the news of one. No field is checked here: a hostile value in one of them must not hide an image that is
 * paid for.
 */
const ITEM = z.object({
  taskUUID: anything,
  /** `success`, `processing`, `pending` (until 2025) or `error`; synchronous answers and acknowledgements have none. */
  status: anything,
  imageURL: anything,
  imageBase64Data: anything,
  imageDataURI: anything,
  seed: anything,
  /** Dollars. */
  cost: anything,
  NSFWContent: anything,
  /** The SDKs read failures here, beside status `error`; the pages put them into `errors`. */
  error: anything,
  /** What was answered to a task of the past; only `getTaskDetails` has it. */
  response: anything,
});
export type RunwareItem = z.infer<typeof ITEM>;

const FAULT = z.object({
  /** Short, in camel case. Hundreds of values, not stable. */
  code: anything,
  message: anything,
  /** The field it is about, or several. */
  parameter: anything,
  /** Missing when it is about the request and not about one task. */
  taskUUID: anything,
});
export type RunwareFault = z.infer<typeof FAULT>;

/** What {@link readAnswer} makes of every answer. */
export const ANSWER = z.object({ data: z.array(ITEM), errors: z.array(FAULT) });
export type RunwareAnswer = z.infer<typeof ANSWER>;

/**
 * An answer in the one form that the rest of the code knows, or `undefined` when it is none. In the wild `data` and
 * `errors` may each be missing, `data` may be a lone object, and `error` stands for `errors`, with its taskUUID inside
 * or beside it.
 */
export function readAnswer(body: unknown): RunwareAnswer | undefined {
  const { data, errors, error, taskUUID } = Object(body);
  if (![data, errors, error].some((part) => typeof part === "object" && part !== null)) return undefined;
  const singular = objectsIn(error).map((fault) => ({ taskUUID, ...fault }));
  return z.safeParse(ANSWER, { data: objectsIn(data), errors: [...objectsIn(errors), ...singular] }).data;
}

const objectsIn = (value: unknown): object[] =>
  [value].flat().filter((entry): entry is object => typeof entry === "object" && entry !== null);

/** The part of an answer that names this task. */
export function answerAbout({ data, errors }: RunwareAnswer, uuid: string): RunwareAnswer {
  const isAbout = ({ taskUUID }: { taskUUID?: unknown }) => taskUUID === uuid;
  return { data: data.filter(isAbout), errors: errors.filter(isAbout) };
}

/** The failures that stand inside items, as the SDKs read them. */
export const faultsIn = (data: readonly RunwareItem[]): RunwareFault[] =>
  data.flatMap(({ status, error, taskUUID }) => (status === "error" ? [{ taskUUID, ...Object(error) }] : []));

/** Our handle of a job: known before it is sent. */
export const TOKEN = z.object({
  taskUUID: textLike(/^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/i, "a UUID v4"),
  /** Images that the task makes. Runware does not say it again. */
  expected: integerIn(1, 20),
  /** True when answers hold the bytes of the images, so that many of them do not fit into one. */
  inline: flag(),
});
export type RunwareToken = z.infer<typeof TOKEN>;
