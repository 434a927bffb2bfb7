import type { Emulator } from "../src/index.ts";

/** A parsed answer. Tests read whatever they like out of the body. */
export interface Answer {
  status: number;
  headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: tests compare with whole literals; a type here would only repeat them
  body: any;
}

type Fetch = (input: string, init?: RequestInit) => Promise<Response>;

/** Sends JSON and parses JSON. */
export async function call(
  fetch: Fetch,
  method: string,
  url: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<Answer> {
  const response = await fetch(url, {
    method,
    headers: { authorization: "Bearer test-key", "content-type": "application/json", ...headers },
    ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: isJson(text) ? JSON.parse(text) : text };
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

export const kreaBody = { prompt: "a lighthouse in fog", aspect_ratio: "16:9", resolution: "1K" };
export const kreaUrl = "https://api.krea.ai";
export const kreaSubmitUrl = `${kreaUrl}/generate/image/krea/krea-2/medium`;

/** Submits to Krea in process. */
export function submitKrea(
  emulator: Emulator,
  body: unknown = kreaBody,
  headers: Record<string, string> = {},
  variant = "medium",
) {
  return call(emulator.fetch, "POST", `${kreaUrl}/generate/image/krea/krea-2/${variant}`, body, headers);
}

/** Reads one Krea job in process. */
export function readKrea(emulator: Emulator, id: string) {
  return call(emulator.fetch, "GET", `${kreaUrl}/jobs/${id}`);
}

export const cloudflareRoot =
  "https://api.cloudflare.com/client/v4/accounts/0123456789abcdef0123456789abcdef";

/** Runs on Cloudflare by REST in process. */
export function runRest(
  emulator: Emulator,
  input: unknown = kreaBody,
  headers: Record<string, string> = {},
  model = "krea/krea-2-medium",
) {
  return call(emulator.fetch, "POST", `${cloudflareRoot}/ai/run`, { model, input }, headers);
}

export const runwareUrl = "https://api.runware.ai/v1";

let counter = 0;

/** A fresh UUID version 4, counted up. */
export function nextUuid(): string {
  counter += 1;
  return `00000000-0000-4000-8000-${String(counter).padStart(12, "0")}`;
}

/** An imageInference task with the given changes. */
export function task(changes: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    taskType: "imageInference",
    taskUUID: nextUuid(),
    model: "krea:krea@2-medium",
    positivePrompt: "a lighthouse in fog",
    width: 1376,
    height: 768,
    ...changes,
  };
}

/** Sends tasks to Runware in process. */
export function sendTasks(emulator: Emulator, tasks: unknown, headers: Record<string, string> = {}) {
  return call(emulator.fetch, "POST", runwareUrl, tasks, headers);
}

/** What a promise rejected with. */
export async function rejection(promise: Promise<unknown>): Promise<Error> {
  const outcome = await promise.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (!(outcome instanceof Error)) throw new Error("expected a rejection");
  return outcome;
}

/** The code and system call that Node's `fetch` reports behind its "fetch failed". */
export function causeOf(error: Error): { code: unknown; syscall: unknown } {
  const { cause } = error;
  const field = (name: string) =>
    typeof cause === "object" && cause !== null ? Reflect.get(cause, name) : undefined;
  return { code: field("code"), syscall: field("syscall") };
}
