import {
  type CanonicalImage,
  hideQuery,
  type JobFailure,
  type Outcome,
  type ProviderImage,
  type ProviderRequest,
  scrub,
  toBase64,
  type Warning,
  type WirePaths,
  type WireRequest,
} from "@unikrea/core/provider";
import type * as z from "zod/mini";
import type { OPTIONS } from "./options.ts";
import { type KreaBody, type KreaJob, type KreaToken, type KreaWire, STATUSES } from "./wire.ts";

type Request = ProviderRequest<z.infer<typeof OPTIONS>>;

/** The header that names the webhook. */
const WEBHOOK = "X-Webhook-URL";

/** Canonical to Krea. Every setting is sent, ours or the caller's; empty lists are left out. */
export function toWire(request: Request): { wire: KreaWire; warnings: Warning[] } {
  const { model, sliders, seed, styles, references, moodboard, source, options } = request;
  const body: KreaBody = {
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
    ...(source && { image_url: urlOf(source.image), strength: source.strength }),
  };
  const headers = {
    ...(options.webhookUrl !== undefined && { [WEBHOOK]: options.webhookUrl }),
    ...(options.zeroDataRetention && { "X-Api-Zero-Data-Retention": "1" }),
  };
  return {
    wire: { path: `/generate/image/krea/${model.replace("krea-2-", "krea-2/")}`, headers, body },
    warnings: [],
  };
}

/** Where Krea takes each setting. How many images: one job each. */
export const WIRE_PATHS: WirePaths = {
  model: "url",
  prompt: "body.prompt",
  aspectRatio: "body.aspect_ratio",
  resolution: "body.resolution",
  creativity: "body.creativity",
  "references[].image": "body.image_style_references[].url",
  "references[].strength": "body.image_style_references[].strength",
  "sliders.intensity": "body.intensity",
  "sliders.complexity": "body.complexity",
  "sliders.movement": "body.movement",
  "moodboard.id": "body.moodboards[0].id",
  "moodboard.strength": "body.moodboards[0].strength",
  "styles[].id": "body.styles[].id",
  "styles[].strength": "body.styles[].strength",
  "source.image": "body.image_url",
  "source.strength": "body.strength",
  seed: "body.seed",
};

/** What a submission sends, for showing: without the query of a webhook, which may be a secret. */
export const requestOf = ({ path, headers, body }: KreaWire, baseUrl: string): WireRequest => ({
  method: "POST",
  url: baseUrl + path,
  headers: Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, name === WEBHOOK ? hideQuery(value) : value]),
  ),
  body,
});

/** Krea takes public URLs, its own asset URLs and data URIs in the same field. */
function urlOf(image: CanonicalImage): string {
  if (image.kind === "url") return image.url;
  return image.kind === "bytes" ? `data:${image.mediaType};base64,${toBase64(image.bytes)}` : "";
}

/** Our handle of a job that was accepted. */
export function tokenFrom(_: KreaWire, { job_id, created_at }: KreaJob): KreaToken {
  return { jobId: job_id, createdAt: created_at || null };
}

/** Krea to canonical. Previews may stand in `result` long before the end, so only the status decides. */
export function fromWire(job: KreaJob): Outcome {
  const { status, completed_at } = job;
  const isKnown = Object.hasOwn(STATUSES, status);
  // A word that is not documented is a job under way, unless Krea also says when it ended.
  const meaning = isKnown
    ? STATUSES[status as keyof typeof STATUSES]
    : completed_at && (imagesOf(job).length > 0 ? "completed" : "failed");
  switch (meaning) {
    case "completed":
      return { status: "settled", images: imagesOf(job), failures: [] };
    case "failed":
      // Only of jobs that are called failed it is known that they are not billed.
      return { status: "settled", images: [], failures: [failureOf(job, isKnown ? "no" : "maybe")] };
    case "canceled": {
      const canceled = {
        code: "job_canceled",
        message: "krea: the job was canceled",
        billed: "no",
        n: 1,
      } as const;
      return { status: "settled", images: [], failures: [canceled] };
    }
    default:
      return { status: "pending", phase: meaning || "running", detail: scrub(status) };
  }
}

/** The one image of a job, in whichever of the three shapes it comes. Previews are not results. */
function imagesOf({ result }: KreaJob): ProviderImage[] {
  const urls: unknown = Object(result).urls;
  const entries = typeof urls === "object" && urls !== null ? Object.entries(urls) : [];
  const links = entries.flatMap(([name, entry]) => {
    const { type = name, url } = typeof entry === "string" ? { url: entry } : Object(entry);
    return typeof url === "string" && url !== "" && type !== "preview" ? url : [];
  });
  return links.slice(0, 1).map((url) => ({ url }));
}

/** Codes that stand for moderation wherever they were seen. Krea publishes no list, so anything else is a failure. */
const MODERATION = /nsfw|safety|moderat|violence|ip_detected|personal_info/i;

/** Failed and canceled jobs are not billed. Krea's page on the job life cycle, 2026-08-09. */
function failureOf({ error, result }: KreaJob, billed: JobFailure["billed"]): JobFailure {
  const reasons = [error, Object(result).error];
  const first = (key: string) => reasons.map((reason) => textOf(Object(reason)[key])).find(Boolean);
  const code = first("code") ?? "";
  const words = first("message") ?? reasons.map(textOf).find(Boolean) ?? code;
  const isModerated = MODERATION.test(code);
  return {
    code: isModerated ? "content_rejected" : "job_failed",
    message: `krea ${isModerated ? "refused the content" : "failed the job"}${words && `: ${scrub(words)}`}`,
    billed,
    n: 1,
  };
}

const textOf = (value: unknown) =>
  typeof value === "string" || typeof value === "number" ? String(value) : undefined;
