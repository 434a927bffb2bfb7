import type { FaultSite } from "../fault/box.ts";
import type { World } from "../world.ts";
import { errorAnswer } from "./error.ts";
import { type ImageUrl, isTerminal, type KreaJob, pendingResult, showJob, statusOf } from "./job.ts";
import type { JobBook } from "./job-book.ts";
import type { KreaSwitches } from "./switch.ts";

/** How long a fresh job may be hidden by `early-not-found` unless the fault says otherwise. */
const earlyMs = 30_000;

/** Answers `GET /jobs/{id}`. */
export function answerJob(
  world: World,
  switches: KreaSwitches,
  job: KreaJob | undefined,
  site: FaultSite,
  imageUrl: ImageUrl,
): Response {
  if (!job) return errorAnswer(404, "Job not found");
  const nowMs = world.clock.now();
  const status = statusOf(job, nowMs);
  const fault = world.faults.take("read", site, (candidate) => {
    if (candidate.kind === "early-not-found") {
      return nowMs - job.createdMicros / 1000 < (candidate.forMs ?? earlyMs);
    }
    return candidate.kind === "unknown-status" ? !isTerminal(status) : status === "completed";
  });
  if (fault?.kind === "early-not-found") return errorAnswer(404, "Job not found");
  const shown = showJob(job, nowMs, imageUrl, switches);
  if (fault?.kind === "unknown-status")
    return Response.json({ ...shown, status: fault.word ?? "recalibrating" });
  if (fault?.kind === "completed-without-url") return Response.json({ ...shown, result: { urls: [] } });
  if (fault?.kind === "status-flap") {
    return Response.json({ ...shown, status: "processing", completed_at: null, ...pendingResult(switches) });
  }
  return Response.json(shown);
}

/** Answers `GET /jobs`: newest first, `cursor` is an instant before which the jobs were created. */
export function answerList(
  world: World,
  switches: KreaSwitches,
  book: JobBook,
  query: URLSearchParams,
  site: FaultSite,
  imageUrl: ImageUrl,
): Response {
  const limit = Number(query.get("limit") ?? 100);
  if (!Number.isInteger(limit) || limit < 1 || limit > 1000)
    return errorAnswer(400, "limit: expected 1 to 1000");
  const cursor = query.get("cursor");
  const before = cursor === null ? Number.POSITIVE_INFINITY : microsOf(cursor);
  if (Number.isNaN(before)) return errorAnswer(400, "cursor: expected an ISO 8601 date-time");
  const wanted = query.get("status");
  if (wanted !== null && !knownStatuses.has(wanted)) return errorAnswer(400, "status: unknown value");
  const types = query.get("types")?.split(",");

  const nowMs = world.clock.now();
  const lag = world.faults.take("list", site);
  const youngest = lag ? nowMs - (lag.ms ?? Number.POSITIVE_INFINITY) : Number.POSITIVE_INFINITY;
  const page: KreaJob[] = [];
  let hasMore = false;
  for (const job of book.newestFirst(before)) {
    if (job.createdMicros / 1000 > youngest) continue;
    if (types && !types.includes(switches.jobType ?? "")) continue;
    if (wanted !== null && statusOf(job, nowMs) !== wanted) continue;
    hasMore = page.length === limit;
    if (hasMore) break;
    page.push(job);
  }
  const items = page.map((job) => showJob(job, nowMs, imageUrl, switches));
  const last = items.at(-1);
  const nextCursor = hasMore && last && "created_at" in last ? last.created_at : null;
  return Response.json({ items, next_cursor: nextCursor });
}

const knownStatuses = new Set([
  "backlogged",
  "queued",
  "scheduled",
  "processing",
  "sampling",
  "intermediate-complete",
  "completed",
  "failed",
  "cancelled",
]);

/** Microseconds of an ISO 8601 instant with up to six decimals; NaN when it is none. */
function microsOf(time: string): number {
  const wholeMs = Date.parse(time);
  const decimals = /\.(\d+)/.exec(time)?.[1] ?? "";
  return wholeMs * 1000 + Number(decimals.padEnd(6, "0").slice(3, 6));
}
