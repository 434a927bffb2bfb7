import type { Clock } from "./clock.ts";
import { type FaultBox, faultOf } from "./fault/box.ts";
import { isLoopback } from "./locate.ts";
import type { Service } from "./model.ts";
import type { Timers } from "./timers.ts";

/** A webhook to be sent. */
export interface Delivery {
  service: Service;
  url: string;
  /** The JSON body. */
  body: object;
  /** The same body as a forger would send it, pointing at `url`. */
  forge: (url: string) => object;
  /** The same body, speaking of another job. */
  mistake: () => object;
  /** The prompt, for faults with `match`. */
  prompt: string;
  /** Milliseconds to wait before each further attempt after one that was not answered 2xx. @default none */
  retryAfterMs?: readonly number[];
}

/** What became of the deliveries so far. */
export interface DeliveryCounts {
  delivered: number;
  failed: number;
  /** Not sent because the target is not on this machine. */
  dropped: number;
}

/** Sends what the services send by themselves: webhooks and result uploads. */
export interface Outbox {
  /** Sends a webhook, with the webhook faults applied; settles when the last attempt was answered. Never rejects. */
  deliver(delivery: Delivery): Promise<void>;
  /** One request, without faults; resolves to whether it was answered 2xx. Never rejects. */
  send(url: string, init: RequestInit): Promise<boolean>;
  counts(): DeliveryCounts;
  clear(): void;
}

/** What an outbox needs. */
export interface OutboxParts {
  clock: Clock;
  timers: Timers;
  faults: FaultBox;
  fetch?: (url: string, init: RequestInit) => Promise<Response>;
  allowRemote?: boolean;
}

/** Opens an outbox. Unless `allowRemote`, only loopback targets are called: an emulator has no business elsewhere. */
export function createOutbox({ clock, timers, faults, allowRemote = false, ...parts }: OutboxParts): Outbox {
  const send = parts.fetch ?? ((url: string, init: RequestInit) => fetch(url, init));
  let counts: DeliveryCounts = { delivered: 0, failed: 0, dropped: 0 };

  const sendOnce = async (url: string, init: RequestInit): Promise<boolean> => {
    if (!URL.canParse(url) || !(allowRemote || isLoopback(new URL(url)))) {
      counts.dropped += 1;
      return true; // nothing that a retry could change
    }
    const isAccepted = await send(url, { redirect: "manual", ...init }).then(
      async (response) => {
        await response.body?.cancel();
        return response.ok;
      },
      () => false,
    );
    counts[isAccepted ? "delivered" : "failed"] += 1;
    return isAccepted;
  };

  const post = async (delivery: Delivery, body: object) => {
    const init = {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    };
    for (const waitMs of [...(delivery.retryAfterMs ?? []), undefined]) {
      if (await sendOnce(delivery.url, init)) return;
      if (waitMs !== undefined) await timers.until(clock.now() + waitMs);
    }
  };

  const deliver = async (delivery: Delivery) => {
    const site = { service: delivery.service, operation: "webhook" as const, text: () => delivery.prompt };
    const struck = faults.take("webhook", site);
    if (faultOf(struck, "webhook-lost")) return;
    const late = faultOf(struck, "webhook-late");
    if (late) await timers.until(clock.now() + late.delayMs);
    const forged = faultOf(struck, "webhook-forged");
    if (forged) await post(delivery, delivery.forge(forged.url ?? "http://169.254.169.254/latest/meta-data"));
    const body = faultOf(struck, "webhook-wrong-job") ? delivery.mistake() : delivery.body;
    const repeated = faultOf(struck, "webhook-repeated");
    const deliveries = repeated ? (repeated.deliveries ?? 5) : 1;
    for (let round = 0; round < deliveries; round += 1) await post(delivery, body);
  };

  return {
    // Only an interruption of the timers can reject here, and then nobody is left to be told.
    deliver: (delivery) => deliver(delivery).catch(() => {}),
    send: sendOnce,
    counts: () => ({ ...counts }),
    clear() {
      counts = { delivered: 0, failed: 0, dropped: 0 };
    },
  };
}
