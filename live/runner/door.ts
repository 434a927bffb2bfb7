import type { Fetch } from "@unikrea/core/provider";
import type { Access } from "./access.ts";
import { NotAllowed, priceOfRequest } from "./paid-request.ts";
import type { Purse } from "./purse.ts";

/** Our emulator names itself. What it says is no fact about a service. */
const EMULATOR = /^unikrea-emulator\b/;

/** What a door is made of. */
export interface DoorParts {
  readonly fetch: Fetch;
  readonly access: readonly Access[];
  readonly purse: Purse;
  /** Called when an answer came from the emulator. */
  onEmulated(): void;
}

/**
 * The only way out. It reads every request before it leaves: what may cost money is taken from the purse first, what it
 * does not know is not sent, keys go to their own service only, and redirects are not followed.
 */
export function createDoor({ fetch, access, purse, onEmulated }: DoorParts): Fetch {
  return async (url, init = {}) => {
    const { method = "GET" } = init;
    const target = new URL(url);
    const own = access.find(({ baseUrl }) => isBelow(target, baseUrl));
    const authorization = new Headers(init.headers).get("authorization");
    if (own) {
      const path = target.pathname.slice(new URL(own.baseUrl).pathname.replace(/\/$/, "").length);
      purse.take(priceOfRequest(own.service, { method, path, body: bodyOf(init.body) }));
    } else if (method !== "GET" || authorization !== null) {
      throw new NotAllowed(`${method} ${target.origin} is no service of ours. It was not sent`);
    }
    const answer = await fetch(url, { ...init, redirect: "manual" });
    if (EMULATOR.test(answer.headers.get("server") ?? "")) onEmulated();
    return answer;
  };
}

function isBelow({ origin, pathname }: URL, baseUrl: string): boolean {
  const base = new URL(baseUrl);
  const folder = base.pathname.replace(/\/$/, "");
  return origin === base.origin && (pathname === folder || pathname.startsWith(`${folder}/`));
}

/** Bodies that cannot be read here are no orders: those are JSON texts. */
function bodyOf(body: RequestInit["body"]): unknown {
  if (typeof body !== "string") return undefined;
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
