import { type Clock, isoTime } from "./clock.ts";
import type { Service } from "./model.ts";

/**
 * What a request was about, in one word that is the same for all services. `webhook` is what the emulator sends
 * itself: it only occurs in faults.
 */
export type Operation =
  | "submit"
  | "poll"
  | "list"
  | "cancel"
  | "upload"
  | "download"
  | "log"
  | "details"
  | "account"
  | "auth"
  | "ping"
  | "asset"
  | "style"
  | "schema"
  | "webhook"
  | "other";

/** Every operation word. */
export const operations = [
  "submit",
  "poll",
  "list",
  "cancel",
  "upload",
  "download",
  "log",
  "details",
  "account",
  "auth",
  "ping",
  "asset",
  "style",
  "schema",
  "webhook",
  "other",
] as const satisfies readonly Operation[];

/** One request as a service received it. Keys are redacted. */
export interface RecordedRequest {
  /** Arrival, ISO 8601. */
  at: string;
  service: Service;
  operation: Operation;
  /** HTTP method, or `WS` for a WebSocket message. */
  method: string;
  /** Path and query as the service sees them, without the emulator's own prefix: `/jobs?limit=5`. */
  path: string;
  headers: Record<string, string>;
  /** Parsed JSON; text when it is not JSON; `undefined` when empty. Multipart bodies are `{ bytes }`. */
  body: unknown;
}

/** Requests kept; the oldest quarter is dropped beyond it, so that a long load run does not fill memory. */
const journalLimit = 40_000;

/** The visitors' book of one emulator. */
export interface Journal {
  record(entry: Omit<RecordedRequest, "at">): void;
  read(): RecordedRequest[];
  clear(): void;
}

const secretHeaders = new Set(["authorization", "cf-aig-authorization", "x-auth-key", "cookie"]);

/** Headers as a plain object, with every credential replaced by `[redacted]`. */
export function redactHeaders(headers: Headers): Record<string, string> {
  const shown: Record<string, string> = {};
  headers.forEach((value, name) => {
    shown[name] = secretHeaders.has(name) ? "[redacted]" : value;
  });
  return shown;
}

/** A JSON value with every `apiKey` replaced by `[redacted]`: Runware takes its key inside the body. */
function redactBody(body: unknown): unknown {
  if (Array.isArray(body)) return body.map(redactBody);
  if (typeof body !== "object" || body === null) return body;
  if (!("apiKey" in body)) return body;
  return { ...body, apiKey: "[redacted]" };
}

/** Opens the visitors' book. */
export function createJournal(clock: Clock): Journal {
  let entries: RecordedRequest[] = [];
  return {
    record(entry) {
      if (entries.length >= journalLimit) entries = entries.slice(journalLimit / 4);
      entries.push({ at: isoTime(clock.now()), ...entry, body: redactBody(entry.body) });
    },
    read: () => [...entries],
    clear() {
      entries = [];
    },
  };
}
