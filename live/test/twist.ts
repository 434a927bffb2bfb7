import type { Fetch } from "@unikrea/core/provider";

/** A request as a twist sees it. */
export interface Passing {
  readonly method: string;
  /** Below the host, without the query. */
  readonly path: string;
  readonly headers: Headers;
  readonly key: string;
  readonly body: string;
}

function passing(url: string, init: RequestInit = {}): Passing {
  const headers = new Headers(init.headers);
  const key = headers.get("authorization")?.replace("Bearer ", "") ?? "";
  const { pathname } = new URL(url);
  return { method: init.method ?? "GET", path: pathname, headers, key, body: String(init.body ?? "") };
}

/** Answers some requests itself. */
export function answering(answer: (request: Passing) => Response | undefined): (fetch: Fetch) => Fetch {
  return (fetch) => async (url, init) => answer(passing(url, init)) ?? fetch(url, init);
}

/** Changes what is answered below a path. */
export function reading(part: string, change: (body: unknown) => unknown): (fetch: Fetch) => Fetch {
  return (fetch) => async (url, init) => {
    const answer = await fetch(url, init);
    if (!url.includes(part) || !answer.headers.get("content-type")?.includes("json")) return answer;
    return Response.json(change(await answer.json()), { status: answer.status, headers: answer.headers });
  };
}

/** Answers a second request of the same name as it answered the first. */
export function forgetting(nameOf: (request: Passing) => string | null): (fetch: Fetch) => Fetch {
  const answers = new Map<string, Response>();
  return (fetch) => async (url, init) => {
    const name = nameOf(passing(url, init));
    if (name === null) return fetch(url, init);
    const known = answers.get(name) ?? (await fetch(url, init));
    answers.set(name, known.clone());
    return known;
  };
}

/** A JSON answer. */
export const json = (body: unknown, status = 200): Response => Response.json(body, { status });

/** A JSON value with one text in it replaced everywhere. */
export const replaced = (body: unknown, from: string, to: string): unknown =>
  JSON.parse(JSON.stringify(body ?? null).replaceAll(from, to));

/** A job that is gone once it was deleted. */
export function goneAfterDelete(): (fetch: Fetch) => Fetch {
  let isDeleted = false;
  return answering(({ method, path }) => {
    if (method === "DELETE") {
      isDeleted = true;
      return new Response(null, { status: 200 });
    }
    return isDeleted && path.startsWith("/jobs/") ? json({ error: "Job not found" }, 404) : undefined;
  });
}

/** A header that never arrives. */
export function withoutHeader(name: string): (fetch: Fetch) => Fetch {
  return (fetch) => (url, init) => {
    const headers = new Headers(init?.headers);
    headers.delete(name);
    return fetch(url, { ...init, headers });
  };
}

/** Orders something else than was meant. */
export function rewriting(from: string, to: string): (fetch: Fetch) => Fetch {
  return (fetch) => (url, init) =>
    fetch(url, typeof init?.body === "string" ? { ...init, body: init.body.replace(from, to) } : init);
}

/** A UUID that was used once is taken, whatever became of it. */
export function burning(): (fetch: Fetch) => Fetch {
  const used = new Set<string>();
  return answering(({ body }) => {
    const uuid = /imageInference.*"taskUUID":"([^"]+)"/.exec(body)?.[1];
    if (uuid === undefined) return undefined;
    const isUsed = used.has(uuid);
    used.add(uuid);
    return isUsed
      ? json({ data: [], errors: [{ code: "conflictTaskUUID", taskUUID: uuid }] }, 400)
      : undefined;
  });
}

/** Takes money for orders with this prompt, whatever became of them. */
export function charging(prompt: string): (fetch: Fetch) => Fetch {
  let orders = 0;
  return (fetch) => async (url, init) => {
    const { body } = passing(url, init);
    if (body.includes(prompt)) orders += 1;
    const answer = await fetch(url, init);
    if (!body.includes("accountManagement") || orders === 0) return answer;
    const said = await answer.text();
    const less = (amount: string) => `"amount":${Number(amount.slice(9)) - 0.0175 * orders}`;
    return json(JSON.parse(said.replace(/"amount":[\d.]+/, less)));
  };
}
