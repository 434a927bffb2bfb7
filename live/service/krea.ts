import { Unfinished } from "../check.ts";
import { PROMPT } from "../prompt.ts";
import type { LiveContext } from "../runner/context.ts";
import type { Exchange } from "../runner/exchange.ts";
import { at, gist, listAt, textAt } from "../runner/read.ts";
import { waitFor } from "../runner/wait.ts";

// Krea's words, read a second time from its documents and not from our provider: two readings check each other.

const SUBMIT_PATH = "/generate/image/krea/krea-2/medium-turbo";

/** A small order, with what the document requires. */
export const order = (extra: object = {}) => ({
  prompt: PROMPT,
  aspect_ratio: "1:1",
  resolution: "1K",
  creativity: "raw",
  ...extra,
});

/** Orders an image. Any status. */
export const submit = (
  context: LiveContext,
  body: object = order(),
  headers: Record<string, string> = {},
): Promise<Exchange> => context.ask("krea", { method: "POST", path: SUBMIT_PATH, body, headers });

/** The job of an order that was taken. @throws {Unfinished} when it was not */
export function jobIdOf({ status, body }: Exchange): string {
  const id = textAt(body, "job_id");
  if (status === 200 && id !== undefined && /^[\w-]+$/.test(id)) return id;
  throw new Unfinished(`the order was not taken: ${status} ${gist(body)}`);
}

export const readJob = (context: LiveContext, id: string): Promise<Exchange> =>
  context.ask("krea", { method: "GET", path: `/jobs/${id}` });

export const deleteJob = (context: LiveContext, id: string): Promise<Exchange> =>
  context.ask("krea", { method: "DELETE", path: `/jobs/${id}` });

/** One page of the list. @throws {Unfinished} when there is none */
export async function readList(context: LiveContext, query = "limit=100", isSecondKey = false) {
  const page = await context.ask("krea", { method: "GET", path: `/jobs?${query}`, isSecondKey });
  if (page.status !== 200) throw new Unfinished(`the list was answered ${page.status} ${gist(page.body)}`);
  const items = listAt(page.body, "items");
  const find = (id: string) => items.find((item) => textAt(item, "job_id") === id);
  return { page, items, find };
}

const ENDS = ["completed", "failed", "cancelled"];
/** Krea stops jobs of its own models after three minutes. */
const MAX_JOB_MS = 200_000;

/** Waits until the job has ended. @throws {Unfinished} when it does not */
export async function awaitEnd(context: LiveContext, id: string): Promise<Exchange> {
  const ended = await waitFor(context, { everyMs: 2000, forMs: MAX_JOB_MS }, async () => {
    const look = await readJob(context, id);
    return ENDS.includes(textAt(look.body, "status") ?? "") ? look : undefined;
  });
  if (!ended) throw new Unfinished("the job did not end within 200 s");
  return ended.value;
}

/** The link of a completed job, in any of the three forms that were seen. */
export function linkOf(job: unknown): string | undefined {
  const urls = Object.values(Object(at(job, "result", "urls")));
  const links = urls.map((entry) => (typeof entry === "string" ? entry : textAt(entry, "url")));
  return links.find((link) => link !== undefined && URL.canParse(link));
}

/** A job that was ordered here and is completed. */
export interface FinishedJob {
  readonly id: string;
  readonly link: string;
  readonly submitted: Exchange;
  readonly ended: Exchange;
}

/** Orders an image and waits for it. @throws {Unfinished} when that does not work */
export async function makeJob(context: LiveContext): Promise<FinishedJob> {
  const submitted = await submit(context);
  const id = jobIdOf(submitted);
  const ended = await awaitEnd(context, id);
  const link = linkOf(ended.body);
  if (link === undefined) throw new Unfinished(`the job brought no image: ${gist(ended.body)}`);
  context.keep({ service: "krea", id, link, madeAt: ended.answeredAt });
  return { id, link, submitted, ended };
}

const made = new WeakMap<object, Promise<FinishedJob>>();

/** A finished job to look at: made once in a run, for checks that do no harm to it. */
export function finishedJob(context: LiveContext): Promise<FinishedJob> {
  const known = made.get(context.session);
  if (known) return known;
  const making = makeJob(context);
  made.set(context.session, making);
  making.catch(() => made.delete(context.session));
  return making;
}
