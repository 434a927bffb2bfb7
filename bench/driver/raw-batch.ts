// Hand-written polling for many jobs: one sweep every 500 ms over all that are pending, whatever their age.
import { pause } from "../harness/monotonic.ts";
import type { Driver } from "./driver.ts";
import { type Ask, askAt, inputOf, KREA_SUBMIT, taskOf } from "./raw-call.ts";

const INTERVAL_MS = 500;
const TASKS_PER_REQUEST = 100;
const OPEN_REQUESTS = 64;

type Waiting = Map<string, (link: string) => void>;

/** Resolves with a job's link when a sweep brings it. Sweeps go on while any job waits. */
function createSweeper(sweep: (waiting: Waiting) => Promise<void>) {
  const waiting: Waiting = new Map();
  async function run() {
    while (waiting.size > 0) {
      await pause(INTERVAL_MS);
      await sweep(waiting);
    }
  }
  return (id: string) =>
    new Promise<string>((resolve) => {
      waiting.set(id, resolve);
      if (waiting.size === 1) void run();
    });
}

/** At most so many requests at once; the others wait in order. */
function limit(ask: Ask, size: number): Ask {
  let open = 0;
  const queue: (() => void)[] = [];
  return async (path, body) => {
    if (open >= size) await new Promise<void>((resolve) => queue.push(resolve));
    open++;
    try {
      return await ask(path, body);
    } finally {
      open--;
      queue.shift()?.();
    }
  };
}

function settle(waiting: Waiting, id: string, link: string | undefined) {
  if (link === undefined) return;
  waiting.get(id)?.(link);
  waiting.delete(id);
}

async function sweepKrea(ask: Ask, waiting: Waiting) {
  let cursor: string | undefined;
  let left = waiting.size;
  do {
    const page = await ask(`/krea/jobs?limit=1000${cursor ? `&cursor=${cursor}` : ""}`);
    for (const { job_id, result } of page.items) {
      if (!waiting.has(job_id)) continue;
      left--;
      settle(waiting, job_id, result?.urls[0]);
    }
    cursor = page.next_cursor;
  } while (cursor && left > 0);
}

async function sweepRunware(ask: Ask, waiting: Waiting) {
  const ids = [...waiting.keys()];
  const chunks = Array.from({ length: Math.ceil(ids.length / TASKS_PER_REQUEST) }, (_, index) =>
    ids.slice(index * TASKS_PER_REQUEST, (index + 1) * TASKS_PER_REQUEST),
  );
  const askAbout = async (chunk: string[]) => {
    const questions = chunk.map((taskUUID) => ({ taskType: "getResponse", taskUUID }));
    const { data } = await ask("/runware/v1", questions);
    for (const { taskUUID, imageURL } of data) settle(waiting, taskUUID, imageURL);
  };
  await Promise.all(chunks.map(askAbout));
}

export const rawBatches: readonly Driver[] = [
  {
    name: "raw-krea-list",
    floor: "raw-post-get",
    note: "every 500 ms the list of jobs, back to the oldest that waits",
    async open(place) {
      const ask = limit(askAt(place), OPEN_REQUESTS);
      const settled = createSweeper((waiting) => sweepKrea(ask, waiting));
      return {
        generate: async (prompt) => settled((await ask(KREA_SUBMIT, inputOf(prompt))).job_id),
      };
    },
  },
  {
    name: "raw-runware-batch",
    floor: "raw-post-runware",
    note: "every 500 ms all tasks, 100 a request",
    async open(place) {
      const ask = limit(askAt(place), OPEN_REQUESTS);
      const settled = createSweeper((waiting) => sweepRunware(ask, waiting));
      return {
        async generate(prompt) {
          const task = taskOf(prompt, "async");
          await ask("/runware/v1", [task]);
          return settled(task.taskUUID);
        },
      };
    },
  },
];
