import { monotonicMs } from "../harness/monotonic.ts";

/** One generation. */
export interface Job {
  readonly id: string;
  /** Microseconds since the epoch, each value once: Krea's list is paged by it. */
  readonly createdMicros: number;
  /** On the monotonic line. */
  readonly doneAtMs: number;
  /** How often somebody asked about it. A list counts for every job in it that is not done yet. */
  polls: number;
}

/** What the server has done since the last reset. */
export interface Counts {
  /** Requests and WebSocket messages of clients, this door excluded. */
  requests: number;
  submissions: number;
  /** Requests that asked about jobs, however many. */
  polls: number;
  sockets: number;
  peakSockets: number;
}

/** All jobs of a server, in order of submission. */
export interface JobBook {
  readonly counts: Counts;
  /** Takes a job in. Its prompt says in `@t=7300` how many milliseconds it takes, and in `@tag=x` what it is called. */
  accept(prompt: unknown, id?: string): Job;
  find(id: string): Job | undefined;
  /** At most `limit` jobs created before `createdMicros`, newest first. */
  before(createdMicros: number, limit: number): Job[];
  /** Jobs that have a tag. */
  readonly tagged: ReadonlyMap<string, Job>;
  reset(): void;
}

export const isDone = (job: Job): boolean => monotonicMs() >= job.doneAtMs;

/** Resolves when the job is done: what a service does that holds its answer back until the image is there. */
export async function whenDone(job: Job): Promise<void> {
  for (let left = job.doneAtMs - monotonicMs(); left > 0; left = job.doneAtMs - monotonicMs())
    await new Promise((resolve) => setTimeout(resolve, Math.max(Math.ceil(left), 1)));
}

export function createJobBook(): JobBook {
  const counts: Counts = { requests: 0, submissions: 0, polls: 0, sockets: 0, peakSockets: 0 };
  const byId = new Map<string, Job>();
  const tagged = new Map<string, Job>();
  let inOrder: Job[] = [];
  let lastMicros = 0;

  return {
    counts,
    tagged,
    accept(prompt, id = crypto.randomUUID()) {
      const [, durationMs = "0"] = /@t=(\d+)/.exec(String(prompt)) ?? [];
      const [, tag] = /@tag=([\w-]+)/.exec(String(prompt)) ?? [];
      lastMicros = Math.max(Date.now() * 1000, lastMicros + 1);
      const job = { id, createdMicros: lastMicros, doneAtMs: monotonicMs() + Number(durationMs), polls: 0 };
      counts.submissions++;
      byId.set(id, job);
      inOrder.push(job);
      if (tag !== undefined) tagged.set(tag, job);
      return job;
    },
    find: (id) => byId.get(id),
    before(createdMicros, limit) {
      let end = inOrder.length;
      // Halving: the list may hold tens of thousands.
      for (let start = 0; start < end; ) {
        const middle = (start + end) >> 1;
        if ((inOrder[middle]?.createdMicros ?? 0) < createdMicros) start = middle + 1;
        else end = middle;
      }
      return inOrder.slice(Math.max(end - limit, 0), end).reverse();
    },
    reset() {
      Object.assign(counts, { requests: 0, submissions: 0, polls: 0, peakSockets: counts.sockets });
      byId.clear();
      tagged.clear();
      inOrder = [];
    },
  };
}
