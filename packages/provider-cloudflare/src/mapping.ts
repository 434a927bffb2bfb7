import {
  type CanonicalImage,
  type JobFailure,
  type Outcome,
  type ProviderImage,
  type ProviderRequest,
  scrub,
  toBase64,
  type Warning,
  type WirePaths,
} from "@unikrea/core/provider";
import { faultOf, isContentRefusal } from "./errors.ts";
import type { CloudflareOptions } from "./options.ts";
import {
  type CloudflareGateway,
  type CloudflareRecord,
  type CloudflareToken,
  type CloudflareWire,
  HEADERS,
} from "./wire.ts";

/** The image is in the answer, so a run may take as long as drawing does. No limit of the service is documented. */
export const SUBMIT_TIMEOUT_MS = 180_000;
/** The gateway gives up before we do, so that we hear of it. */
const GATEWAY_TIMEOUT_MS = SUBMIT_TIMEOUT_MS - 2000;
/** The one gateway that exists by itself, from the first request that names no other. */
export const DEFAULT_GATEWAY = "default";
/** Named in the description of a reference's URL; the schema has no such limit. */
const USUAL_URL_LENGTH = 1024;

/** Canonical to Cloudflare. Every setting is sent, ours or the caller's; empty lists are left out. */
export function toWire(
  request: ProviderRequest<CloudflareOptions>,
  key: string,
): { wire: CloudflareWire; warnings: Warning[] } {
  const { model, sliders, seed, styles, references, moodboard, options } = request;
  const { gatewayId = DEFAULT_GATEWAY, metadata, tags, allowDataUris: _, ...told } = options;
  const wire: CloudflareWire = {
    model: `krea/${model}`,
    input: {
      prompt: request.prompt,
      aspect_ratio: request.aspectRatio,
      resolution: request.resolution,
      creativity: request.creativity,
      ...sliders,
      ...(seed !== undefined && { seed }),
      ...(styles.length > 0 && { styles }),
      ...(references.length > 0 && {
        image_style_references: references.map(({ image, strength }) => ({ url: urlOf(image), strength })),
      }),
      ...(moodboard && { moodboards: [moodboard] }),
    },
    gateway: {
      id: gatewayId,
      // Random, never made from the prompt: a cache hit would sell an old picture as a new one.
      cacheKey: key,
      // First: the gateway drops what comes after the fifth.
      metadata: { k2_intent: key, ...metadata },
      requestTimeoutMs: GATEWAY_TIMEOUT_MS,
      // The gateway's own retries would be bills that we never see.
      retries: { maxAttempts: 1 },
      ...told,
    },
    ...(tags && { tags }),
  };
  const lengthWarnings = references.flatMap(({ image }, index) => lengthWarning(image, index));
  return { wire, warnings: [...lengthWarnings, ...logWarnings(options)] };
}

/** Where Cloudflare takes each setting, the same by the binding and by REST. How many images: one run each. */
export const WIRE_PATHS: WirePaths = {
  model: "body.model",
  prompt: "body.input.prompt",
  aspectRatio: "body.input.aspect_ratio",
  resolution: "body.input.resolution",
  creativity: "body.input.creativity",
  "references[].image": "body.input.image_style_references[].url",
  "references[].strength": "body.input.image_style_references[].strength",
  "sliders.intensity": "body.input.intensity",
  "sliders.complexity": "body.input.complexity",
  "sliders.movement": "body.input.movement",
  "moodboard.id": "body.input.moodboards[0].id",
  "moodboard.strength": "body.input.moodboards[0].strength",
  "styles[].id": "body.input.styles[].id",
  "styles[].strength": "body.input.styles[].strength",
  seed: "body.input.seed",
};

/** Without a log, an answer that is lost is lost for good. */
function logWarnings({ collectLog, collectLogPayload }: CloudflareOptions): Warning[] {
  const warning = (option: string, message: string): Warning => {
    return {
      type: "suspicious",
      path: `providerOptions.cloudflare.${option}`,
      message,
      provider: "cloudflare",
    };
  };
  if (collectLog === false)
    return [warning("collectLog", "without a log, a run whose answer gets lost cannot be found again")];
  if (collectLogPayload === false)
    return [warning("collectLogPayload", "the image of a run whose answer gets lost will not be in the log")];
  return [];
}

/** A run takes public URLs. A data URI has the form of one; whether it is taken is for the caller to try. */
function urlOf(image: CanonicalImage): string {
  if (image.kind === "url") return image.url;
  return image.kind === "bytes" ? `data:${image.mediaType};base64,${toBase64(image.bytes)}` : "";
}

function lengthWarning(image: CanonicalImage, index: number): Warning[] {
  if (image.kind !== "url" || image.url.length <= USUAL_URL_LENGTH) return [];
  const message = `cloudflare describes URLs of at most ${USUAL_URL_LENGTH} characters, this one has ${image.url.length}`;
  return [{ type: "suspicious", path: `references[${index}].image`, message, provider: "cloudflare" }];
}

/** The same as REST says it. */
export function headersOf({ metadata, retries, ...gateway }: CloudflareGateway): Record<string, string> {
  const headers: Record<string, string> = {
    "cf-aig-max-attempts": String(retries.maxAttempts),
    // Headers are ASCII; JSON has a way to write everything else.
    "cf-aig-metadata": JSON.stringify(metadata).replace(
      /[\x7f-\uffff]/g,
      (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
    ),
  };
  for (const [key, name] of Object.entries(HEADERS)) {
    const value = gateway[key as keyof typeof HEADERS];
    if (value !== undefined) headers[`cf-aig-${name}`] = String(value);
  }
  return headers;
}

/** The run record of a body, whether it is bare or in an envelope, or what there is in its place. */
export function recordOf(body: unknown): Record<string, unknown> {
  const { success, result } = Object(body);
  return Object(success === undefined ? body : result);
}

/** The image of a record. A paid picture is delivered whatever else stands beside it, unless the run is called failed. */
export function imageOf({ state, result, image }: Record<string, unknown>): ProviderImage | undefined {
  const given = Object(result).image ?? image;
  if (typeof given !== "string" || given === "" || state === "Failed") return undefined;
  if (/^https?:/i.test(given)) return { url: given };
  return { base64: given.replace(/^data:[^,]*,/, "") };
}

/** A 200 may hold errors. Beside an image, which is paid for, they are not listened to. */
export function isSuccess(status: number, body: unknown): boolean {
  const { success, error, errors } = Object(body);
  const hasErrors = [error, errors].some((list) => Array.isArray(list) && list.length > 0);
  const isFine = (success !== false && !hasErrors) || imageOf(recordOf(body)) !== undefined;
  return status >= 200 && status < 300 && isFine;
}

/** Whether a record says how its run ended. What does not is as good as lost, and the log may know more. */
export const isConclusive = (record: Record<string, unknown>): boolean =>
  imageOf(record) !== undefined ||
  record.state === "Completed" ||
  record.state === "Failed" ||
  record.error != null;

export function tokenFrom(_: CloudflareWire, { logId = null }: CloudflareRecord): CloudflareToken {
  return { logId };
}

/** Cloudflare to canonical. No seed and no size is ever reported, and a cost only by the gateway's log. */
export function fromWire(record: CloudflareRecord): Outcome {
  const image = imageOf(record);
  const { microUsd } = record;
  if (image) {
    const images = [{ ...image, ...(microUsd !== undefined && { microUsd }) }];
    return { status: "settled", images, failures: [] };
  }
  const isDone = record.state === "Completed" && record.error == null;
  return { status: "settled", images: [], failures: isDone ? [] : [failureOf(record)] };
}

/** What is wrong with a record that is not conclusive. */
export const inconclusive = (state: unknown): string =>
  `cloudflare answered with neither an image nor an error${typeof state === "string" ? `, but "${scrub(state)}"` : ""}`;

/** Whether failed runs are billed is not published. */
const MAYBE_BILLED = { billed: "maybe", n: 1 } as const;

function failureOf({ state, error }: CloudflareRecord): JobFailure {
  if (state !== "Failed" && error == null)
    return {
      code: "outcome_unknown",
      message: inconclusive(state),
      outcome: "unknown",
      ...MAYBE_BILLED,
    };
  const isContent = isContentRefusal(error);
  const words = scrub(faultOf({ error }).message ?? "");
  return {
    code: isContent ? "content_rejected" : "job_failed",
    message: `cloudflare ${isContent ? "refused the content" : "failed the job"}${words && `: ${words}`}`,
    ...MAYBE_BILLED,
  };
}
