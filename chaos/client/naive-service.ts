import type { Intent } from "../audit/intent.ts";
import type { Mode, Service } from "../cell/mode.ts";
import { ACCOUNT, type Booth, CANARY, hookOf } from "./subject.ts";

/** One service as a hand-written client talks to it. */
export interface NaiveService {
  /** Orders a picture: it is in the answer, or the answer says what to ask about. */
  order(intent: Intent): NaiveRequest;
  readOrder(answer: unknown): Progress;
  ask?(id: string): NaiveRequest;
  read?(answer: unknown): Progress;
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
  | { readonly state: "done"; readonly url: string }
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

function urlOf(value: unknown): Progress {
  if (typeof value !== "string" || !URL.canParse(value)) throw new TypeError("no image in the answer");
  return { state: "done", url: value };
}

function naiveKrea(origin: string): NaiveService {
  const read = (answer: unknown): Progress => {
    const status = pick(answer, "status");
    if (status === "completed") return urlOf(pick(answer, "result", "urls", 0));
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
      return urlOf(pick(record, "result", "image"));
    },
  };
}

function naiveRunware(origin: string, isSync: boolean, newId: () => string): NaiveService {
  const read = (answer: unknown): Progress => {
    const { data, errors } = Object(answer);
    if (Array.isArray(errors) && errors.length > 0) return { state: "failed", why: JSON.stringify(errors) };
    const item = pick(data, 0);
    if (Object(item).imageURL !== undefined) return urlOf(Object(item).imageURL);
    return { state: "pending", id: String(pick(item, "taskUUID")) };
  };
  const post = (task: object, timeoutMs: number): NaiveRequest => ({
    ...{ url: `${origin}/runware/v1`, method: "POST", headers, timeoutMs },
    body: [task],
  });
  return {
    order: ({ prompt, seed }) =>
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
            numberResults: 1,
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
