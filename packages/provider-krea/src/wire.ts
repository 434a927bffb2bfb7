import { textLike } from "@unikrea/core/provider";
import * as z from "zod/mini";

// Krea's words, as it takes and gives them. Source: its OpenAPI document of 2026-10-09 unless a line says otherwise.

/** Body of `POST /generate/image/krea/krea-2/{variant}`. The root takes no other keys. */
export interface KreaBody {
  prompt: string;
  aspect_ratio: string;
  resolution: string;
  creativity: string;
  intensity: number;
  complexity: number;
  movement: number;
  seed?: number;
  styles?: readonly { id: string; strength: number }[];
  image_style_references?: readonly { url: string; strength: number }[];
  moodboards?: readonly { id: string; strength: number }[];
  image_url?: string;
  strength?: number;
}

/** One submission. */
export interface KreaWire {
  path: string;
  headers: Record<string, string>;
  body: KreaBody;
}

/** Every status that Krea documents, and what each means for us. */
export const STATUSES = {
  backlogged: "queued",
  queued: "queued",
  scheduled: "queued",
  processing: "running",
  sampling: "running",
  "intermediate-complete": "running",
  completed: "completed",
  failed: "failed",
  cancelled: "canceled",
} as const;

/**
 * Values of the list's undeclared `type` that name other models. The one of Krea 2 is not documented, so no other value
 * says anything: not `externalImage` either, the document's third sample.
 */
export const OTHER_TYPES: readonly unknown[] = ["flux", "k1"];

const JOB_ID = textLike(/^[\w-]{1,100}$/, "a job's id");
/** Anything else than text counts as none. Not `z.catch`, which would add 2.9 kB to every bundle. */
const text = z.pipe(
  z.optional(z.unknown()),
  z.transform((value) => (typeof value === "string" ? value : "")),
);

/**
 * A job, as submit, poll, list and webhook give it. Only the id has to be there: nothing else that Krea may say one day,
 * in a form of its own, is worth losing a job that is paid for.
 */
export const JOB = z.object({
  job_id: JOB_ID,
  /** Read as text, since words are added to the list. */
  status: text,
  created_at: text,
  completed_at: text,
  /** `{ code, message? }`: where failures stand in the newer document. */
  error: z.optional(z.unknown()),
  /**
   * `urls`: string[], `{ type, url }[]` or a map from names to URLs; the document has had all three.
   * `error`: where the older prose puts failures.
   */
  result: z.optional(z.unknown()),
});
export type KreaJob = z.infer<typeof JOB>;

/** Our handle of a job. The time bounds how far back a list must be read. */
export const TOKEN = z.object({ jobId: JOB_ID, createdAt: z.nullable(z.string()) });
export type KreaToken = z.infer<typeof TOKEN>;

/** `GET /jobs`. Older prose spells the cursor in camel case. */
export const JOB_LIST = z.object({
  items: z.array(z.unknown()),
  next_cursor: z.nullish(z.string()),
  nextCursor: z.nullish(z.string()),
});

/** `POST /assets`. The field is `image_url` for every kind of media. */
export const ASSET = z.object({ image_url: z.string() });
