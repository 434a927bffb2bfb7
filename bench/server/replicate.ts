import { type Dialect, MISSING } from "./exchange.ts";
import { isDone, type Job, whenDone } from "./job-book.ts";

/** The service holds a submission no longer than this, whatever its client asks for. */
const LONGEST_HOLD_S = 60;

/** Replicate, for the peers: `POST …/predictions`, held as long as `Prefer: wait=n` says, and `GET /v1/predictions/{id}`. */
export const replicate: Dialect = async ({ method, path, body, origin, header }, book) => {
  if (method === "GET") {
    book.counts.polls++;
    const job = book.find(path.slice(path.lastIndexOf("/") + 1));
    if (!job) return MISSING;
    job.polls++;
    return { status: 200, json: predictionOf(job, origin) };
  }
  const job = book.accept(Object(body).input?.prompt);
  const [isHeld, seconds = LONGEST_HOLD_S] = /^wait(?:=(\d+))?/.exec(header("prefer") ?? "") ?? [];
  if (isHeld && !isDone(job)) {
    let timer: NodeJS.Timeout | undefined;
    const limit = new Promise((resolve) => {
      timer = setTimeout(resolve, Math.min(Number(seconds), LONGEST_HOLD_S) * 1000);
    });
    await Promise.race([whenDone(job), limit]);
    clearTimeout(timer);
  }
  return { status: 201, json: predictionOf(job, origin) };
};

function predictionOf(job: Job, origin: string) {
  const done = isDone(job);
  return {
    id: job.id,
    status: done ? "succeeded" : "starting",
    error: null,
    output: done ? [`${origin}/image/${job.id}.png`] : null,
    urls: { get: `${origin}/replicate/v1/predictions/${job.id}` },
  };
}
