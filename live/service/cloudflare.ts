import { Unfinished } from "../check.ts";
import { MODEL } from "../price.ts";
import { PROMPT } from "../prompt.ts";
import type { LiveContext } from "../runner/context.ts";
import type { Exchange } from "../runner/exchange.ts";
import { at, gist, listAt, numberAt, textAt } from "../runner/read.ts";
import { type Sighting, waitFor } from "../runner/wait.ts";

// Cloudflare's words, read a second time from its documents and not from our provider.

/** The gateway that exists by itself. */
const LOGS = "/ai-gateway/gateways/default/logs";
/** A run holds its connection until the image is there. */
const RUN_TIMEOUT_MS = 180_000;

/** A small order, with what the schema requires. */
export const input = (extra: object = {}) => ({
  prompt: PROMPT,
  aspect_ratio: "1:1",
  resolution: "1K",
  creativity: "raw",
  ...extra,
});

/** What every run says to the gateway, as our provider does it: one attempt, a key of its own, findable in the log. */
const headersFor = (key: string): Record<string, string> => ({
  "cf-aig-gateway-id": "default",
  "cf-aig-max-attempts": "1",
  "cf-aig-cache-key": key,
  "cf-aig-metadata": JSON.stringify({ k2_intent: key }),
});

/** Runs the model. Any status. */
export const run = (
  context: LiveContext,
  key: string,
  more: { input?: object; headers?: Record<string, string>; options?: object; timeoutMs?: number } = {},
): Promise<Exchange> =>
  context.ask("cloudflare", {
    method: "POST",
    path: "/ai/run",
    headers: { ...headersFor(key), ...more.headers },
    body: {
      model: `krea/${MODEL}`,
      input: more.input ?? input(),
      ...(more.options && { options: more.options }),
    },
    timeoutMs: more.timeoutMs ?? RUN_TIMEOUT_MS,
  });

/** The record of a run, with or without the envelope. */
export function recordOf({ body }: Exchange): unknown {
  return at(body, "success") !== undefined && at(body, "result") !== undefined ? at(body, "result") : body;
}

/** The link of a run that went well. */
export function linkOf(exchange: Exchange): string | undefined {
  const link = textAt(recordOf(exchange), "result", "image");
  return link !== undefined && /^https?:/.test(link) && URL.canParse(link) ? link : undefined;
}

/** The same, for where a run must have gone well. @throws {Unfinished} */
export function linkIn(exchange: Exchange): string {
  const link = exchange.status === 200 ? linkOf(exchange) : undefined;
  if (link === undefined)
    throw new Unfinished(`the run brought no link: ${exchange.status} ${gist(exchange.body)}`);
  return link;
}

/** Rows of the log that bear this key, newest first, and how many the answer had in all. @throws {Unfinished} */
export async function readLog(context: LiveContext, key: string) {
  const filters = JSON.stringify([{ key: "metadata.value", operator: "eq", value: [key] }]);
  const query = new URLSearchParams({
    filters,
    per_page: "50",
    order_by: "created_at",
    order_by_direction: "desc",
  });
  const page = await context.ask("cloudflare", { method: "GET", path: `${LOGS}?${query}` });
  if (page.status !== 200) {
    const hint =
      page.status === 401 || page.status === 403 ? ' (it needs the permission "AI Gateway: Read")' : "";
    throw new Unfinished(`the log was answered ${page.status}${hint} ${gist(page.body)}`);
  }
  const all = listAt(page.body, "result");
  return { page, all, rows: all.filter((row) => metadataText(row).includes(key)) };
}

/** The metadata of a row, which comes as text or as an object. */
const metadataText = (row: unknown) => gist(at(row, "metadata") ?? "", 5000);

/** Waits for rows of this key, from the moment it is called. */
export function awaitRows(
  context: LiveContext,
  key: string,
  forMs = 60_000,
): Promise<Sighting<readonly unknown[]> | undefined> {
  return waitFor(context, { everyMs: 1000, forMs }, async () => {
    const { rows } = await readLog(context, key);
    return rows.length > 0 ? rows : undefined;
  });
}

/** Rows of this key. @throws {Unfinished} when there is none within a minute */
export async function rowsOf(context: LiveContext, key: string): Promise<readonly unknown[]> {
  const sighting = await awaitRows(context, key);
  if (!sighting) throw new Unfinished("the log had no row of the run within 60 s");
  return sighting.value;
}

/** Costs may follow later than their rows, as the runtime types say. */
const COST_LAG_MS = 15_000;

/** Rows of this key once their costs had time to come. @throws {Unfinished} */
export async function settledRows(context: LiveContext, key: string): Promise<readonly unknown[]> {
  await rowsOf(context, key);
  await context.sleep(COST_LAG_MS);
  return (await readLog(context, key)).rows;
}

/** Nothing follows from a cost of nothing where good runs have none either. @throws {Unfinished} */
export async function mustShowCosts(context: LiveContext): Promise<void> {
  const { key } = await finishedRun(context);
  const cost = costOf(await settledRows(context, key));
  if (cost === 0) throw new Unfinished("the log puts good runs at nothing too, so its costs say nothing");
}

/** What rows say was charged, in dollars, all together. @throws {Unfinished} when one says nothing */
export function costOf(rows: readonly unknown[]): number {
  return rows.reduce<number>((sum, row) => {
    const cost = numberAt(row, "cost");
    if (cost === undefined) throw new Unfinished("the log's row has no cost");
    return sum + cost;
  }, 0);
}

/** What a logged run was answered. */
export const readAnswer = (context: LiveContext, row: unknown): Promise<Exchange> =>
  context.ask("cloudflare", {
    method: "GET",
    path: `${LOGS}/${encodeURIComponent(textAt(row, "id") ?? "")}/response`,
  });

/** A run of ours that went well. */
export interface FinishedRun {
  readonly key: string;
  readonly link: string;
  readonly exchange: Exchange;
}

const made = new WeakMap<object, Promise<FinishedRun>>();

/** A finished run to look at: made once, for checks that do no harm to it. @throws {Unfinished} */
export function finishedRun(context: LiveContext): Promise<FinishedRun> {
  const known = made.get(context.session);
  if (known) return known;
  const making = makeRun(context);
  made.set(context.session, making);
  making.catch(() => made.delete(context.session));
  return making;
}

async function makeRun(context: LiveContext): Promise<FinishedRun> {
  const key = context.newId();
  const exchange = await run(context, key);
  const link = linkIn(exchange);
  const id = exchange.headers.get("cf-aig-log-id") ?? key;
  context.keep({ service: "cloudflare", id, link, madeAt: exchange.answeredAt });
  return { key, link, exchange };
}
