import { isoTime } from "../clock.ts";
import type { Artwork } from "../image/artwork.ts";
import type { Tier } from "../model.ts";
import type { Slot } from "./schedule.ts";
import type { KreaSwitches } from "./switch.ts";

/** The nine documented states (OpenAPI 2026-05-25). */
export type KreaStatus =
  | "backlogged"
  | "queued"
  | "scheduled"
  | "processing"
  | "sampling"
  | "intermediate-complete"
  | "completed"
  | "failed"
  | "cancelled";

/** How a job ends. */
export interface Ending {
  status: "completed" | "failed" | "cancelled";
  error?: { code: string; message: string };
}

/** One job of the workspace. */
export interface KreaJob {
  readonly id: string;
  readonly imageId: string;
  /** Microseconds since the epoch; no two jobs share one, so that paging by time loses none. */
  readonly createdMicros: number;
  readonly artwork: Artwork;
  readonly tier: Tier;
  readonly webhookUrl: string | undefined;
  readonly slot: Slot;
  /** How long a healthy run takes: the pace at which the states are walked. */
  readonly paceMs: number;
  ending: Ending;
}

/** The share of its running time after which a job leaves each state. No timing is documented; the order is. */
const phases: readonly (readonly [until: number, status: KreaStatus])[] = [
  [0.04, "queued"],
  [0.08, "scheduled"],
  [0.35, "processing"],
  [0.85, "sampling"],
];

/** The state of a job at an instant, derived and never stored. */
export function statusOf(job: KreaJob, nowMs: number): KreaStatus {
  const { startAtMs, endAtMs } = job.slot;
  if (nowMs >= endAtMs) return job.ending.status;
  if (nowMs < startAtMs) return "backlogged";
  const share = (nowMs - startAtMs) / job.paceMs;
  const phase = phases.find(([until]) => share < until);
  // A stuck job outlives its time and stays where most of the time is spent.
  return phase?.[1] ?? (endAtMs === Number.POSITIVE_INFINITY ? "sampling" : "intermediate-complete");
}

/** Whether a state is one of the three last ones. */
export function isTerminal(status: KreaStatus): status is Ending["status"] {
  return status === "completed" || status === "failed" || status === "cancelled";
}

/** Microseconds as ISO 8601 with six digits. */
export function microTime(micros: number): string {
  const milliseconds = isoTime(Math.floor(micros / 1000)).slice(0, -1);
  return `${milliseconds}${String(micros % 1000).padStart(3, "0")}Z`;
}

/** Turns an image id into its public URL. */
export type ImageUrl = (imageId: string, kind: "model" | "preview") => string;

/** The job as `GET /jobs/{id}`, the list and the webhook show it. */
export function showJob(job: KreaJob, nowMs: number, imageUrl: ImageUrl, switches: KreaSwitches): object {
  const status = statusOf(job, nowMs);
  const isDone = isTerminal(status);
  const base = {
    job_id: job.id,
    ...(switches.jobType === undefined ? {} : { type: switches.jobType }),
    status,
    created_at: microTime(job.createdMicros),
    ...(isDone && switches.completedAt === false
      ? {}
      : { completed_at: isDone ? isoTime(Math.round(job.slot.endAtMs)) : null }),
  };
  if (status === "completed") return { ...base, result: { urls: urlsOf(job, imageUrl, switches) } };
  if (status === "failed" && job.ending.error) {
    if (switches.failureDetail === "result.error") return { ...base, result: { error: job.ending.error } };
    return { ...base, result: null, error: job.ending.error };
  }
  if (status === "intermediate-complete" && showsPreview(job, switches)) {
    return { ...base, result: { urls: [{ type: "preview", url: imageUrl(job.imageId, "preview") }] } };
  }
  return { ...base, ...pendingResult(switches) };
}

/** `result` of a job that has none. */
export function pendingResult(switches: KreaSwitches): { result?: object | null } {
  if (switches.pendingResult === "absent") return {};
  return { result: switches.pendingResult === "empty" ? {} : null };
}

/** Official skill notes (2026): medium and large produce previews before they are done. */
function showsPreview(job: KreaJob, switches: KreaSwitches): boolean {
  return switches.previews !== false && job.artwork.model !== "krea-2-medium-turbo";
}

function urlsOf(job: KreaJob, imageUrl: ImageUrl, switches: KreaSwitches): unknown {
  const url = imageUrl(job.imageId, "model");
  const preview = imageUrl(job.imageId, "preview");
  if (switches.urls === "objects") {
    return [
      { type: "preview", url: preview },
      { type: "model", url },
    ];
  }
  return switches.urls === "map" ? { image: url } : [url];
}
