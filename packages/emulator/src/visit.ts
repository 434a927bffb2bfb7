import type { FaultSite } from "./fault/box.ts";
import type { Operation } from "./journal.ts";
import type { Service } from "./model.ts";

/** One request on its way through a service. */
export interface Visit {
  service: Service;
  method: string;
  /** Path and query as the service sees them. */
  path: string;
  headers: Headers;
  body: Uint8Array<ArrayBuffer>;
  /** Where result links should point: the loopback origin that was called, or `undefined` for the vendor's own hosts. */
  origin: string | undefined;
}

/** What a request is about, for the journal and for faults. */
export interface Purpose {
  operation: Operation;
  /** The prompt concerned, when it can be known. */
  prompt?: (() => string | undefined) | undefined;
}

/** A service: answers visits, and tells what they are about. */
export interface ServiceModule {
  purposeOf(visit: Visit): Purpose;
  answer(visit: Visit): Promise<Response>;
  /** The body this vendor usually sends with an error status. */
  refusal(status: number, visit: Visit): Response;
  /** Forgets all jobs, files and logs. */
  clear(): void;
}

/** What Hono's handlers find in `c.env`. */
export interface VisitEnv {
  Bindings: { visit: Visit };
}

/** The body as text. */
export function textOf(visit: Visit): string {
  return new TextDecoder().decode(visit.body);
}

/** The body as JSON, or `undefined` when it is not JSON. (JSON has no `undefined`, so the two cannot be confused.) */
export function jsonOf(visit: Visit): unknown {
  try {
    return JSON.parse(textOf(visit));
  } catch {
    return undefined;
  }
}

/** The visit as a web-standard request, with its own path as the path. Its body goes along where it is form data. */
export function requestOf(visit: Visit): Request {
  const { service, method, path, headers, body } = visit;
  const isForm = /^multipart\//.test(headers.get("content-type") ?? "");
  return new Request(`http://${service}${path}`, { method, headers, ...(isForm && { body }) });
}

/** Where a fault could strike this visit. */
export function siteOf(visit: Visit, purpose: Purpose): FaultSite {
  const text = () => (purpose.operation === "submit" ? textOf(visit) : purpose.prompt?.());
  return { service: visit.service, operation: purpose.operation, text };
}

/** The token of an `Authorization: Bearer` header, or `undefined`. */
export function bearerOf(headers: Headers): string | undefined {
  const match = /^Bearer\s+(\S.*)$/i.exec(headers.get("authorization") ?? "");
  return match?.[1]?.trim();
}

/** Keeps Hono from turning what a handler throws into a 500: an interrupted wait must reach the skin as one. */
export function rethrow(error: unknown): never {
  throw error;
}
