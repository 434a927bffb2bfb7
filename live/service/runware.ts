import { Unfinished } from "../check.ts";
import { MODEL } from "../price.ts";
import { PROMPT } from "../prompt.ts";
import type { LiveContext } from "../runner/context.ts";
import type { Exchange } from "../runner/exchange.ts";
import { at, gist, listAt, numberAt, textAt } from "../runner/read.ts";
import { waitFor } from "../runner/wait.ts";

// Runware's words, read a second time from its documents and not from our provider.

/** A small order. */
export const task = (taskUUID: string, extra: object = {}) => ({
  taskType: "imageInference",
  taskUUID,
  model: `krea:krea@${MODEL.slice("krea-".length)}`,
  positivePrompt: PROMPT,
  width: 1024,
  height: 1024,
  numberResults: 1,
  outputType: "URL",
  outputFormat: "PNG",
  includeCost: true,
  deliveryMethod: "async",
  settings: { creativity: "raw" },
  ...extra,
});

/** Synchronous tasks hold the connection for up to two minutes. */
const TIMEOUT_MS = 150_000;

/** Sends tasks. Any status. */
export const send = (
  context: LiveContext,
  tasks: readonly object[],
  headers: Record<string, string> = {},
): Promise<Exchange> =>
  context.ask("runware", { method: "POST", path: "", body: tasks, headers, timeoutMs: TIMEOUT_MS });

/** The errors of an answer, wherever they stand. */
export function faultsOf({ body }: Exchange): readonly unknown[] {
  const inItems = listAt(body, "data").filter((item) => textAt(item, "status") === "error");
  return [...listAt(body, "errors"), ...[at(body, "error")].flat().filter(Boolean), ...inItems];
}

/** Status and code of an answer, for people. */
export function wordsOf(exchange: Exchange): string {
  const faults = faultsOf(exchange).map(
    (fault) => textAt(fault, "code") ?? textAt(fault, "error", "code") ?? gist(fault),
  );
  return faults.length > 0
    ? `${exchange.status} ${faults.join(", ")}`
    : `${exchange.status} without an error`;
}

/** Whether an answer says that the UUID is taken. */
export const isConflict = (exchange: Exchange): boolean =>
  faultsOf(exchange).some((fault) => textAt(fault, "code") === "conflictTaskUUID");

/** @throws {Unfinished} when the task was not taken */
export function mustBeTaken(exchange: Exchange): void {
  if (exchange.status !== 200 || faultsOf(exchange).length > 0 || listAt(exchange.body, "data").length === 0)
    throw new Unfinished(`the task was not taken: ${wordsOf(exchange)} ${gist(exchange.body)}`);
}

export const poll = (context: LiveContext, taskUUID: string): Promise<Exchange> =>
  send(context, [{ taskType: "getResponse", taskUUID }]);

export const details = (context: LiveContext, taskUUID: string): Promise<Exchange> =>
  send(context, [{ taskType: "getTaskDetails", taskUUID }]);

/** The image of a task in an answer. */
export const imageIn = ({ body }: Exchange): unknown =>
  listAt(body, "data").find((item) => textAt(item, "imageURL") !== undefined);

const MAX_TASK_MS = 200_000;

/** Waits until the task has ended, one way or the other. @throws {Unfinished} when it does not */
export async function awaitEnd(context: LiveContext, taskUUID: string): Promise<Exchange> {
  const ended = await waitFor(context, { everyMs: 1500, forMs: MAX_TASK_MS }, async () => {
    const look = await poll(context, taskUUID);
    return imageIn(look) !== undefined || faultsOf(look).length > 0 ? look : undefined;
  });
  if (!ended) throw new Unfinished("the task did not end within 200 s");
  return ended.value;
}

/** The money left, in dollars: a number until 2025, an object since. @throws {Unfinished} when it is not told */
export async function balance(context: LiveContext): Promise<number> {
  const account = await send(context, [
    { taskType: "accountManagement", taskUUID: context.newId(), operation: "getDetails" },
  ]);
  const item = at(account.body, "data", 0);
  const paid = numberAt(item, "balance") ?? numberAt(item, "balance", "amount");
  if (paid === undefined) throw new Unfinished(`the account does not tell its balance: ${account.status}`);
  return paid + (numberAt(item, "balance", "freeBalance") ?? 0);
}

/** How long a balance may take to follow. */
const BALANCE_LAG_MS = 10_000;

/** What the account lost meanwhile, in dollars. Other users of the account show in it too. */
export async function spentSince(context: LiveContext, before: number): Promise<number> {
  await context.sleep(BALANCE_LAG_MS);
  return Math.round((before - (await balance(context))) * 1e6) / 1e6;
}

/** Nothing follows from a balance that does not move when an image is paid for. @throws {Unfinished} */
export async function mustShowCosts(context: LiveContext): Promise<void> {
  const before = await balance(context);
  await makeTask(context);
  if ((await spentSince(context, before)) <= 0)
    throw new Unfinished("the balance did not move when an image was paid for, so it says nothing");
}

/** A task of ours that went well. */
export interface FinishedTask {
  readonly taskUUID: string;
  readonly link: string;
  readonly cost: number | undefined;
  readonly ended: Exchange;
  /** Every word for "not finished" that was seen on the way. */
  readonly words: readonly string[];
}

const made = new WeakMap<object, Promise<FinishedTask>>();

/** A finished task to look at: made once, for checks that do no harm to it. @throws {Unfinished} */
export function finishedTask(context: LiveContext): Promise<FinishedTask> {
  const known = made.get(context.session);
  if (known) return known;
  const making = makeTask(context);
  made.set(context.session, making);
  making.catch(() => made.delete(context.session));
  return making;
}

async function makeTask(context: LiveContext): Promise<FinishedTask> {
  const taskUUID = context.newId();
  mustBeTaken(await send(context, [task(taskUUID)]));
  const from = context.seen.length;
  const ended = await awaitEnd(context, taskUUID);
  const image = imageIn(ended);
  const link = textAt(image, "imageURL");
  if (link === undefined) throw new Unfinished(`the task brought no image: ${wordsOf(ended)}`);
  const statuses = context.seen
    .slice(from)
    .flatMap(({ body }) => listAt(body, "data").map((item) => textAt(item, "status")));
  const words = [...new Set(statuses.filter((word) => word !== undefined && word !== "success"))];
  context.keep({ service: "runware", id: taskUUID, link, madeAt: ended.answeredAt });
  return { taskUUID, link, cost: numberAt(image, "cost"), ended, words: words.map(String) };
}
