import type { Emulator, RecordedRequest } from "@unikrea/emulator";
import type { Service } from "../cell/mode.ts";
import { intentIn } from "./intent.ts";

/** One charge on the services' own bill, and whose it is. */
export interface Charge {
  readonly service: Service;
  readonly microUsd: number;
  /** The service's name of the work. */
  readonly id: string;
  /** What was sent along with the order. */
  readonly clientKey: string;
  /** `undefined` when the journal does not tell: that is a fault of the harness, or of the services. */
  readonly intent: string | undefined;
}

const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;

/**
 * Reads the bill. Every order holds an id that comes back on the bill: a taskUUID at Runware, the cache key or else the
 * metadata at Cloudflare, the address to be called at Krea. The journal tells which prompt was sent with it.
 */
export function readCharges(emulator: Emulator): Charge[] {
  const owners = ownersIn(emulator.requests());
  return emulator.bill().entries.map(({ service, microUsd, id, clientKey = "" }) => {
    const [name = ""] = clientKey.match(UUID) ?? [];
    return { service, microUsd, id, clientKey, intent: owners.get(name) };
  });
}

/** Whose the ids are that went along with orders. */
function ownersIn(requests: readonly RecordedRequest[]): Map<string, string> {
  const owners = new Map<string, string>();
  for (const request of requests) {
    if (request.operation !== "submit") continue;
    const order = orders.get(request) ?? readOrder(request);
    orders.set(request, order);
    if (order.intent !== undefined) for (const id of order.ids) owners.set(id, order.intent);
  }
  return owners;
}

interface Order {
  readonly intent: string | undefined;
  readonly ids: readonly string[];
}

/** Orders that were read before: the bill is read several times in a cell, and its journal only grows. */
const orders = new WeakMap<RecordedRequest, Order>();

function readOrder({ headers, body }: RecordedRequest): Order {
  const text = `${JSON.stringify(body)} ${JSON.stringify(headers)}`;
  return { intent: intentIn(text), ids: text.match(UUID) ?? [] };
}
