import { type Intent, seedAt } from "../audit/intent.ts";
import type { Mode, Service } from "../cell/mode.ts";
import { ACCOUNT, type Booth, CANARY, hookOf } from "./subject.ts";

/** One service as a hand-written client talks to it. */
export interface NaiveService {
  /** Pictures that one order makes, where nobody says which seed. @default 1 */
  readonly atOnce?: number;
  /** Orders pictures: they are in the answer, or the answer says what to ask about. */
  order(wish: NaiveWish): NaiveRequest;
  readOrder(answer: unknown, wish: NaiveWish): Progress;
  ask?(id: string): NaiveRequest;
  read?(answer: unknown, wish: NaiveWish): Progress;
}

/** What one order is for. */
export type NaiveWish = Omit<Intent, "id">;

/** A wish as the orders that it takes. */
export function ordersFor(intent: Intent, { atOnce = 1 }: NaiveService): NaiveWish[] {
  const { seed, n } = intent;
  if (seed === undefined && atOnce >= n) return [intent];
  return Array.from({ length: n }, (_, at) => ({
    ...intent,
    n: 1,
    seed: seed === undefined ? undefined : seedAt(seed, at),
  }));
}

export interface NaiveRequest {
  readonly url: string;
  readonly method: "GET" | "POST";
  readonly headers: Record<string, string>;
  readonly body?: unknown;
  /** How long to wait for the answer, in milliseconds. */
  readonly timeoutMs: number;
}

export type Progress =
  | { readonly state: "pending"; readonly id: string }
  | { readonly state: "done"; readonly urls: readonly string[] }
  | { readonly state: "failed"; readonly why: string };

const headers = { authorization: `Bearer ${CANARY}`, "content-type": "application/json" };
const QUICK_MS = 30_000;
const SYNC_MS = 180_000;

/** @throws when the answer is not what was expected, as hand-written clients do */
const pick = (value: unknown, ...path: (string | number)[]): unknown =>
  path.reduce<unknown>((here, key) => {
    if (typeof here !== "object" || here === null) throw new TypeError(`no ${key} in the answer`);
    return Object(here)[key];
  }, value);

function linksOf(...values: unknown[]): Progress {
  const urls = values.map((value) => {
    if (typeof value !== "string" || !URL.canParse(value)) throw new TypeError("no image in the answer");
    return value;
  });
  return { state: "done", urls };
}

function naiveKrea(origin: string): NaiveService {
  const read = (answer: unknown): Progress => {
    const status = pick(answer, "status");
    if (status === "completed") return linksOf(pick(answer, "result", "urls", 0));
    if (status === "failed" || status === "cancelled") return { state: "failed", why: String(status) };
    return { state: "pending", id: String(pick(answer, "job_id")) };
  };
  return {
    order: (intent) => ({
      ...{ url: `${origin}/krea/generate/image/krea/krea-2/medium`, method: "POST", timeoutMs: QUICK_MS },
      headers: { ...headers, "x-webhook-url": hookOf(intent) },
      body: { prompt: intent.prompt, seed: intent.seed, aspect_ratio: "1:1", resolution: "1K" },
    }),
    readOrder(answer) {
      if (typeof pick(answer, "job_id") !== "string") throw new TypeError("no job_id in the answer");
      return read(answer);
    },
    ask: (id) => ({ url: `${origin}/krea/jobs/${id}`, method: "GET", headers, timeoutMs: QUICK_MS }),
    read,
  };
}

function naiveCloudflare(origin: string): NaiveService {
  return {
    order: ({ prompt, seed, tag }) => ({
      url: `${origin}/cloudflare/client/v4/accounts/${ACCOUNT}/ai/run`,
      method: "POST",
      timeoutMs: SYNC_MS,
      // Tells the bill whose it is, and nothing else.
      headers: { ...headers, "cf-aig-metadata": JSON.stringify({ intent: tag }) },
      body: { model: "krea/krea-2-medium", input: { prompt, seed, aspect_ratio: "1:1", resolution: "1K" } },
    }),
    readOrder(answer) {
      const record = Object(answer).result?.state === undefined ? answer : Object(answer).result;
      if (pick(record, "state") !== "Completed") return { state: "failed", why: JSON.stringify(record) };
      return linksOf(pick(record, "result", "image"));
    },
  };
}

function naiveRunware(origin: string, isSync: boolean, newId: () => string): NaiveService {
  const read = (answer: unknown, { n }: NaiveWish): Progress => {
    const { data, errors } = Object(answer);
    if (Array.isArray(errors) && errors.length > 0) return { state: "failed", why: JSON.stringify(errors) };
    const item = pick(data, 0);
    const done = Array.isArray(data) ? data.filter((one) => Object(one).imageURL !== undefined) : [];
    if (done.length >= n) return linksOf(...done.map((one) => Object(one).imageURL));
    return { state: "pending", id: String(pick(item, "taskUUID")) };
  };
  const post = (task: object, timeoutMs: number): NaiveRequest => ({
    ...{ url: `${origin}/runware/v1`, method: "POST", headers, timeoutMs },
    body: [task],
  });
  return {
    atOnce: 20,
    order: ({ prompt, seed, n }) =>
      post(
        {
          ...{
            taskType: "imageInference",
            taskUUID: newId(),
            model: "krea:krea@2-medium",
            outputType: "URL",
          },
          ...{
            positivePrompt: prompt,
            seed,
            width: 1024,
            height: 1024,
            numberResults: n,
            outputFormat: "PNG",
          },
          deliveryMethod: isSync ? "sync" : "async",
        },
        isSync ? SYNC_MS : QUICK_MS,
      ),
    readOrder: read,
    ask: (id) => post({ taskType: "getResponse", taskUUID: id }, QUICK_MS),
    read,
  };
}

/** The three services, as short as people write them. */
export function naiveServices({ stage, mode, newId }: Booth): Record<Service, NaiveService> {
  const { origin } = stage;
  const isSync = (mode satisfies Mode) === "runware-sync";
  return {
    krea: naiveKrea(origin),
    cloudflare: naiveCloudflare(origin),
    runware: naiveRunware(origin, isSync, newId),
  };
}
