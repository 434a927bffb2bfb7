import { randomUUID } from "node:crypto";
import { createKrea2, type Krea2 } from "@unikrea/core";
import type { Clock, Fetch } from "@unikrea/core/provider";
import { cloudflare } from "@unikrea/provider-cloudflare";
import { krea } from "@unikrea/provider-krea";
import { runware } from "@unikrea/provider-runware";
import { type ServiceId, Unfinished } from "../check.ts";
import type { Access, Keys } from "./access.ts";
import { createDoor } from "./door.ts";
import { type Exchange, exchange } from "./exchange.ts";
import type { Purse } from "./purse.ts";
import type { Specimen } from "./specimen-book.ts";
import type { WebhookDesk } from "./webhook-desk.ts";

/** What to ask a service. */
export interface ServiceQuestion {
  readonly method: string;
  /** Below the base URL; of Cloudflare below the account. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  readonly timeoutMs?: number;
  /** Krea's second key instead of the first. */
  readonly isSecondKey?: boolean;
}

/** What a check is given. */
export interface LiveContext {
  /** The same object for all checks of a run: what one has made, others may look at. */
  readonly session: object;
  readonly clock: Clock;
  sleep(delayMs: number): Promise<void>;
  /** A UUID of version 4. */
  newId(): string;
  /** One exchange with a service, under guard. */
  ask(service: ServiceId, question: ServiceQuestion): Promise<Exchange>;
  /** Reads a link without any key: its first byte, or all of it. */
  readLink(url: string, part?: "first byte" | "all"): Promise<Exchange>;
  /** Our own library with this one provider, through the same guard; `twist` may come between. */
  client(service: ServiceId, twist?: (fetch: Fetch) => Fetch): Krea2;
  /** Every exchange of this check so far, the library's included. */
  readonly seen: readonly Exchange[];
  readonly webhook?: WebhookDesk | undefined;
  /** Finished jobs of earlier runs, oldest first. */
  readonly aged: readonly Specimen[];
  /** Keeps a finished job for later runs. */
  keep(specimen: Specimen): void;
}

/** What contexts are made of. */
export interface SessionParts {
  readonly keys: Keys;
  readonly clock: Clock;
  readonly fetch: Fetch;
  readonly purse: Purse;
  readonly webhook?: WebhookDesk | undefined;
  readonly aged?: readonly Specimen[];
  keep?(specimen: Specimen): void;
}

/** The part of a run that all checks share. */
export interface Session {
  contextOf(): LiveContext;
  /** Whether any answer came from the emulator. */
  readonly isEmulated: boolean;
}

/** Opens a run. */
export function openSession(parts: SessionParts): Session {
  const { keys, clock, purse } = parts;
  const session = {};
  let isEmulated = false;
  const access = [...Object.values(keys.services), keys.second].filter((one) => one !== undefined);
  const door = createDoor({
    fetch: parts.fetch,
    access,
    purse,
    onEmulated: () => {
      isEmulated = true;
    },
  });

  const contextOf = (): LiveContext => {
    const seen: Exchange[] = [];
    const note = async (running: Promise<Exchange>): Promise<Exchange> => {
      const done = await running;
      seen.push(done);
      return done;
    };
    return {
      session,
      clock,
      seen,
      webhook: parts.webhook,
      aged: parts.aged ?? [],
      keep: (specimen) => parts.keep?.(specimen),
      sleep: (delayMs) => new Promise((resolve) => void clock.setTimer(resolve, delayMs)),
      newId: randomUUID,
      ask(service, { path, isSecondKey, headers = {}, ...question }) {
        const own = isSecondKey ? keys.second : keys.services[service];
        if (!own) throw new Unfinished(`there is no key for ${service}`);
        const url = `${own.baseUrl}${own.account === undefined ? "" : `/accounts/${own.account}`}${path}`;
        return note(exchange(door, clock, { ...question, service, url, headers, key: own.key }));
      },
      readLink(url, part = "first byte") {
        const headers = part === "all" ? {} : { range: "bytes=0-0" };
        return note(exchange(door, clock, { service: "link", method: "GET", url, headers }));
      },
      client(service, twist = (fetch) => fetch) {
        const own = keys.services[service];
        if (!own) throw new Unfinished(`there is no key for ${service}`);
        const fetch = twist(listening(door, service, clock, seen));
        return createKrea2({ providers: [providerOf(own, fetch)], clock, maxRetries: 0 });
      },
    };
  };
  return {
    contextOf,
    get isEmulated() {
      return isEmulated;
    },
  };
}

function providerOf({ service, key, baseUrl, account }: Access, fetch: Fetch) {
  if (service === "krea") return krea({ apiKey: key, baseUrl, fetch });
  if (service === "runware") return runware({ apiKey: key, baseUrl, fetch });
  return cloudflare({ apiToken: key, accountId: account, baseUrl, fetch });
}

/** Writes down what the library says and hears. */
function listening(fetch: Fetch, service: ServiceId, clock: Clock, seen: Exchange[]): Fetch {
  return async (url, init = {}) => {
    const sentAt = clock.wallTime();
    const answer = await fetch(url, init);
    const isFile = answer.headers.get("content-type")?.startsWith("image/") ?? false;
    const bytes = isFile ? new Uint8Array() : new Uint8Array(await answer.clone().arrayBuffer());
    const text = new TextDecoder().decode(bytes);
    const requestHeaders = Object.fromEntries(new Headers(init.headers));
    delete requestHeaders.authorization;
    seen.push({
      ...{ service, method: init.method ?? "GET", url, requestHeaders, bytes },
      requestBody: parsed(init.body),
      ...{ status: answer.status, headers: answer.headers, body: isFile ? "a file" : parsed(text) },
      ...{ sentAt, answeredAt: clock.wallTime() },
    });
    return answer;
  };
}

function parsed(text: unknown): unknown {
  if (typeof text !== "string") return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
