import { type Dialect, MISSING, ok } from "./exchange.ts";
import { isDone, type Job } from "./job-book.ts";

/** Krea: `POST /generate/…`, `GET /jobs/{id}`, `GET /jobs?limit=…&cursor=…`. */
export const krea: Dialect = ({ method, path, body, origin }, book) => {
  if (method === "POST") {
    const job = book.accept(Object(body).prompt);
    // The service answers before it starts to draw, however short that takes.
    return ok({ ...jobOf(job, origin, false), status: "queued" });
  }
  book.counts.polls++;
  const [, id] = /^\/jobs\/([\w-]+)$/.exec(path) ?? [];
  if (id !== undefined) {
    const job = book.find(id);
    if (!job) return MISSING;
    job.polls++;
    return ok(jobOf(job, origin, isDone(job)));
  }
  const query = new URLSearchParams(path.slice(path.indexOf("?") + 1));
  const limit = Math.min(Number(query.get("limit") ?? 100), 1000);
  const page = book.before(microsOf(query.get("cursor")), limit);
  const items = page.map((job) => {
    const done = isDone(job);
    if (!done) job.polls++;
    return jobOf(job, origin, done);
  });
  const last = page.at(-1);
  return ok({ items, next_cursor: last && page.length === limit ? timeOf(last) : null });
};

function jobOf(job: Job, origin: string, isCompleted: boolean) {
  return {
    job_id: job.id,
    status: isCompleted ? "completed" : "processing",
    created_at: timeOf(job),
    completed_at: isCompleted ? timeOf(job) : null,
    result: isCompleted ? { urls: [`${origin}/image/${job.id}.png`] } : null,
  };
}

/** With six decimals, so that no two jobs have the same. */
function timeOf({ createdMicros }: Job): string {
  const millis = new Date(Math.floor(createdMicros / 1000)).toISOString().slice(0, -1);
  return `${millis}${String(createdMicros % 1000).padStart(3, "0")}Z`;
}

function microsOf(time: string | null): number {
  if (time === null) return Number.POSITIVE_INFINITY;
  return Date.parse(`${time.slice(0, 23)}Z`) * 1000 + Number(time.slice(23, 26));
}
